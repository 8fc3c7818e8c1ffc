package io.dirgate.proxy.observe;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What clients do, and what becomes of their connections and operations, in verbs. Called on event loops: never blocks. */
public interface ClientMetrics {
    default void sessionOpened(String listener) {}

    /** {@code reason} is a short fixed label, one a way to end. */
    default void sessionClosed(String listener, String reason) {}

    /** Shows what answers hold, in bytes, that clients do not take. */
    default void unreadMemory(LongSupplier bytes) {}

    /** A connection that ended before it was a session: over a limit, a stranger's PROXY header. */
    default void connectionRefused(String listener, String reason) {}

    /** Shows how many connections wait for their turn to begin a handshake, and how many have had to, ever. */
    default void handshakeTurns(IntSupplier waiting, LongSupplier waited) {}

    default void handshake(String listener, String protocol, long nanos) {}

    default void handshakeFailed(String listener, String reason) {}

    default void operation(OperationFacts operation) {}

    /** Bytes of LDAP, after TLS was taken off: from clients, and to clients. */
    default void bytes(long received, long sent) {}
}
