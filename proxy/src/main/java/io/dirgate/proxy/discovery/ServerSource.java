package io.dirgate.proxy.discovery;

import java.time.Duration;
import java.util.List;

/** A source of the list of servers. Queries block, so only one thread uses it, never an event loop. */
interface ServerSource extends AutoCloseable {
    /** @throws DiscoveryException if the source gave no usable answer; the previous result remains valid */
    Answer ask() throws DiscoveryException, InterruptedException;

    /** The servers known from before a restart; usually empty. */
    default List<FoundServer> remembered() {
        return List.of();
    }

    /** Stores the servers for the next start. */
    default void remember(List<FoundServer> servers) {}

    /** Time to wait after the first failure. It doubles with each further failure, up to {@link #longestPause}. */
    Duration shortestPause();

    Duration longestPause();

    /** Label for the metrics. */
    String label();

    @Override
    void close();
}
