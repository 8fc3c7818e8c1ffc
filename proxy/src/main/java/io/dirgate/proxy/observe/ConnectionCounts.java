package io.dirgate.proxy.observe;

/** Current numbers of client connections, for a scrape. Thread-safe. */
public interface ConnectionCounts {
    /** Total number. */
    int open();

    /** Number of connections from the address that has the most. */
    int ofFullestAddress();
}
