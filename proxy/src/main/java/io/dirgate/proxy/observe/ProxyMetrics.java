package io.dirgate.proxy.observe;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What happened, in verbs; how it is counted and named is one class's matter. Called on event loops: never blocks. */
public interface ProxyMetrics {
    /** Counts nothing, for tests and for commands that serve nobody. */
    ProxyMetrics NONE = new NoMetrics();

    void sessionOpened(String listener);

    /** {@code reason} is a short fixed label, one a way to end. */
    void sessionClosed(String listener, String reason);

    /** Shows what answers hold, in bytes, that clients do not take. */
    void unreadMemory(LongSupplier bytes);

    /** A connection that ended before it was a session: over a limit, a stranger's PROXY header. */
    void connectionRefused(String listener, String reason);

    /** Shows how many connections wait for their turn to begin a handshake, and how many have had to, ever. */
    void handshakeTurns(IntSupplier waiting, LongSupplier waited);

    void handshake(String listener, String protocol, long nanos);

    void handshakeFailed(String listener, String reason);

    void operation(OperationFacts operation);

    /** Bytes of LDAP, after TLS was taken off: from clients, and to clients. */
    void bytes(long received, long sent);

    void upstreamConnected(String server, long nanos);

    /** A session got a connection that another one had left. */
    void upstreamRecycled(String server);

    /** {@code reason} is a short fixed label. */
    void upstreamLost(String server, String reason);

    void probed(String server, boolean healthy, long nanos);

    /** {@code state}: up, down, slowStart, draining. */
    void serverState(String server, String state);

    /** It is no longer one of the directory's, and nobody uses it. */
    void serverGone(String server);

    /** {@code source}, a short fixed label, told which servers there are. */
    void discovered(String source, int servers);

    /** {@code source} gave no usable answer. */
    void discoveryFailed(String source);

    /** AWS's word on the directory: Active, Impaired and so on. */
    void directoryStage(String stage);

    /** A session went on with another server: operations sent again, and operations answered {@code unavailable}. */
    void failover(int resent, int refused);

    /** A session is served by another server than before. */
    void sessionMoved(String from, String to);

    /** A session that lost its server was to bind again: {@code result} is success, refused or notTried. */
    void rebind(String result);

    /** All certificates now served to new handshakes; those told before are gone. */
    void certificates(String listener, List<ServedCertificate> served);

    /** A changed certificate file that was refused; the old one is still served. */
    void certificateRefused(String listener);

    /** A certificate was asked for where it is kept: {@code source} is acm or secretsManager. */
    void certificateFetched(String source, boolean succeeded);
}
