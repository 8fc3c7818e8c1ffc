package io.dirgate.proxy.config;

/** Whether a listener asks clients for a certificate. A certificate that a client sends is always checked. */
public enum ClientCertificates {
    NONE,
    OPTIONAL,
    REQUIRED
}
