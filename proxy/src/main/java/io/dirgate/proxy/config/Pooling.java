package io.dirgate.proxy.config;

/** For how long a client has a connection to a server to itself. */
public enum Pooling {
    SESSION,
    /** For the time of its operations; not available in this version. */
    OPERATION
}
