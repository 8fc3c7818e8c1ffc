package io.dirgate.certtool.lint;

import java.security.cert.X509Certificate;

/**
 * A rule that a certificate breaks.
 *
 * @param rule the rule's name
 * @param subject whose certificate it is
 * @param message what is wrong and what to do
 */
record Problem(String rule, Severity severity, String subject, String message) {
    /** From good to bad. */
    enum Severity {
        INFO,
        WARNING,
        ERROR
    }

    static Problem error(String rule, X509Certificate certificate, String message) {
        return of(rule, Severity.ERROR, certificate, message);
    }

    static Problem warning(String rule, X509Certificate certificate, String message) {
        return of(rule, Severity.WARNING, certificate, message);
    }

    static Problem info(String rule, X509Certificate certificate, String message) {
        return of(rule, Severity.INFO, certificate, message);
    }

    private static Problem of(String rule, Severity severity, X509Certificate certificate, String message) {
        return new Problem(rule, severity, certificate.getSubjectX500Principal().getName(), message);
    }
}
