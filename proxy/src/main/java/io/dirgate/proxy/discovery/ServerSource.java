package io.dirgate.proxy.discovery;

import java.time.Duration;
import java.util.List;

/** Where the list of servers comes from. Used by one thread, and never an event loop: asking blocks. */
interface ServerSource extends AutoCloseable {
    /** @throws DiscoveryException if it gave none that is of use; whatever was known before still holds */
    Answer ask() throws DiscoveryException, InterruptedException;

    /** What is known before anybody was asked, from before a restart; most often nothing. */
    default List<FoundServer> remembered() {
        return List.of();
    }

    /** To be known after a restart. */
    default void remember(List<FoundServer> servers) {}

    /** How long to wait after a first failure; after each further one twice as long, up to {@link #longestPause}. */
    Duration shortestPause();

    Duration longestPause();

    /** For the metrics' label. */
    String label();

    @Override
    void close();
}
