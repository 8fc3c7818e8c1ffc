package io.dirgate.proxy.config;

/** The transport to the directory servers. */
public enum Transport {
    PLAIN,
    START_TLS,
    LDAPS
}
