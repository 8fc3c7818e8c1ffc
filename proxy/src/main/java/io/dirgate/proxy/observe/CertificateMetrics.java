package io.dirgate.proxy.observe;

import java.util.List;

/** The certificates that listeners serve, in verbs. Called on event loops: never blocks. */
public interface CertificateMetrics {
    /** All certificates now served to new handshakes; those told before are gone. */
    default void certificates(String listener, List<ServedCertificate> served) {}

    /** A changed certificate file that was refused; the old one is still served. */
    default void certificateRefused(String listener) {}

    /** A certificate was asked for where it is kept: {@code source} is acm or secretsManager. */
    default void certificateFetched(String source, boolean succeeded) {}
}
