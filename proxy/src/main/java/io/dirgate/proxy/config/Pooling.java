package io.dirgate.proxy.config;

/** The time for which a client has exclusive use of a server connection. */
public enum Pooling {
    SESSION,
    /** For the duration of its operations. Not available in this version. */
    OPERATION
}
