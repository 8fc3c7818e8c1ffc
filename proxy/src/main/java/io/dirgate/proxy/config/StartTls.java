package io.dirgate.proxy.config;

/** Whether a listener begins in clear and expects StartTLS (RFC 4511 section 4.14). */
public enum StartTls {
    /** TLS from the first byte if the listener has a certificate, otherwise plain LDAP. */
    OFF,
    OPTIONAL,
    /** Any other request in clear is answered with {@code confidentialityRequired}. */
    REQUIRED
}
