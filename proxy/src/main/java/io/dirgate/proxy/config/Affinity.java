package io.dirgate.proxy.config;

/** The criterion for choosing among several healthy servers for a client. */
public enum Affinity {
    /** The client's address. All its connections use the same server, so that one finds the changes made by another. */
    CLIENT_ADDRESS,
    /** Only the servers' load. */
    NONE
}
