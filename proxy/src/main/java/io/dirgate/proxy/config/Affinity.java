package io.dirgate.proxy.config;

/** What decides which of several servers that are well serves a client. */
public enum Affinity {
    /** The client's address: its connections have the same server, so that one finds what another has written. */
    CLIENT_ADDRESS,
    /** The servers' load alone. */
    NONE
}
