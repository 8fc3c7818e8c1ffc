package io.dirgate.proxy.config;

/** Whether a listener begins in clear and waits for the StartTLS request (RFC 4511 section 4.14). */
public enum StartTls {
    /** TLS from the first byte where the listener has a certificate, else plain LDAP. */
    OFF,
    OPTIONAL,
    /** Anything else in clear is answered {@code confidentialityRequired}. */
    REQUIRED
}
