package io.dirgate.proxy.observe;

/** Clients' connections now, for a scrape beside their limits. Any thread. */
public interface ConnectionCounts {
    /** In all. */
    int open();

    /** Of the address that has most. */
    int ofFullestAddress();
}
