package io.dirgate.proxy.observe;

import java.util.List;

/** Events about the certificates that listeners serve. Called on event loops; must not block. */
public interface CertificateMetrics {
    /** All certificates now served to new handshakes. Replaces the earlier list. */
    default void certificates(String listener, List<ServedCertificate> served) {}

    /** A changed certificate file was refused. The old certificate is still served. */
    default void certificateRefused(String listener) {}

    /** A certificate was requested from its store. {@code source} is acm or secretsManager. */
    default void certificateFetched(String source, boolean succeeded) {}
}
