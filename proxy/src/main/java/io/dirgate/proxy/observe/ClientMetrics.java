package io.dirgate.proxy.observe;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Events about clients, their connections and their operations. Called on event loops; must not block. */
public interface ClientMetrics {
    default void sessionOpened(String listener) {}

    /** {@code reason} is a short fixed label of the way the session ended. */
    default void sessionClosed(String listener, String reason) {}

    /** Provides the number of bytes in responses that clients have not read. */
    default void unreadMemory(LongSupplier bytes) {}

    /**
     * A connection was refused before it became a session, because of a limit or a PROXY header from an untrusted
     * address.
     */
    default void connectionRefused(String listener, String reason) {}

    /** Provides the number of connections that wait to start a handshake, and the total number that have waited. */
    default void handshakeTurns(IntSupplier waiting, LongSupplier waited) {}

    default void handshake(String listener, String protocol, long nanos) {}

    default void handshakeFailed(String listener, String reason) {}

    default void operation(OperationFacts operation) {}

    /** Bytes of LDAP inside TLS: received from clients and sent to clients. */
    default void bytes(long received, long sent) {}
}
