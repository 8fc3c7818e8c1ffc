package io.dirgate.proxy.observe;

/** What directory servers do, and what sessions do about it, in verbs. Called on event loops: never blocks. */
public interface ServerMetrics {
    default void upstreamConnected(String server, long nanos) {}

    /** A session got a connection that another one had left. */
    default void upstreamRecycled(String server) {}

    /** {@code reason} is a short fixed label. */
    default void upstreamLost(String server, String reason) {}

    default void probed(String server, boolean healthy, long nanos) {}

    /** {@code state}: up, down, slowStart, draining. */
    default void serverState(String server, String state) {}

    /** It is no longer one of the directory's, and nobody uses it. */
    default void serverGone(String server) {}

    /** A session went on with another server: operations sent again, and operations answered {@code unavailable}. */
    default void failover(int resent, int refused) {}

    /** A session is served by another server than before. */
    default void sessionMoved(String from, String to) {}

    /** A session that lost its server was to bind again: {@code result} is success, refused or notTried. */
    default void rebind(String result) {}
}
