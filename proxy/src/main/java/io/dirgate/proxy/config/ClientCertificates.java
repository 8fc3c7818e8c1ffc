package io.dirgate.proxy.config;

/** Whether a listener asks clients for a certificate. One that is shown is always checked. */
public enum ClientCertificates {
    NONE,
    OPTIONAL,
    REQUIRED
}
