package io.dirgate.proxy.config;

/** How the gateway speaks to directory servers. */
public enum Transport {
    PLAIN,
    START_TLS,
    LDAPS
}
