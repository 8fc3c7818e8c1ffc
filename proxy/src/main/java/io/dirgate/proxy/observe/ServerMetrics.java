package io.dirgate.proxy.observe;

/** Events about directory servers and the sessions that use them. Called on event loops; must not block. */
public interface ServerMetrics {
    default void upstreamConnected(String server, long nanos) {}

    /** A session received a connection that another session had used. */
    default void upstreamRecycled(String server) {}

    /** {@code reason} is a short fixed label. */
    default void upstreamLost(String server, String reason) {}

    default void probed(String server, boolean healthy, long nanos) {}

    /** {@code state}: up, down, slowStart, draining. */
    default void serverState(String server, String state) {}

    /** The server no longer belongs to the directory, and no session uses it. */
    default void serverGone(String server) {}

    /**
     * A session moved to another server: number of operations sent again, and number answered with {@code unavailable}.
     */
    default void failover(int resent, int refused) {}

    /** A session is now served by another server. */
    default void sessionMoved(String from, String to) {}

    /** A session that lost its server had to bind again. {@code result} is success, refused or notTried. */
    default void rebind(String result) {}
}
