package io.dirgate.certtool.directory;

import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.report.Finding;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Directory Service's conditions for a certificate that is registered (administration guide, "Enabling client-side LDAPS"; API model
 * of RegisterCertificate): it is a CA's, it lasts, and it is not signed by RSASSA-PSS.
 */
public final class RegistrationRules {
    private static final int MAX_PEM_CHARACTERS = 8_192;
    private static final Duration MIN_LIFE = Duration.ofDays(90);
    private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";
    private static final int MAX_OCSP_URL = 1_024;
    private static final Pattern OCSP_URL =
            Pattern.compile("(https?|ftp|file|ldaps?)://[-a-zA-Z0-9+&@#/%?=~_|!:,.;()]*[-a-zA-Z0-9+&@#/%=~_|()]");

    private RegistrationRules() {}

    /** Every rule that the certificate breaks at this time; empty if Directory Service should take it. */
    public static List<Finding> check(X509Certificate certificate, @Nullable String ocspUrl, Instant now) {
        List<Finding> findings = new ArrayList<>();
        String subject = DistinguishedName.subject(certificate);
        if (certificate.getBasicConstraints() < 0) {
            findings.add(
                    Finding.error(
                            "ds-ca",
                            subject,
                            "'" + subject
                                    + "' is not a CA; register the certificate of the CA that issued the domain controllers' ones"));
        }
        Instant end = certificate.getNotAfter().toInstant();
        if (!end.isAfter(now.plus(MIN_LIFE))) {
            findings.add(Finding.error(
                    "ds-expiry",
                    subject,
                    "it expires at " + end + ", and more than " + MIN_LIFE.toDays() + " days must be left"));
        }
        if (certificate.getSigAlgOID().equals(RSASSA_PSS)) {
            findings.add(Finding.error(
                    "ds-signature",
                    subject,
                    "it is signed by RSASSA-PSS; issue it again with PKCS #1 v1.5 or ECDSA signatures"));
        }
        int length = Certificates.pem(List.of(certificate)).length();
        if (length > MAX_PEM_CHARACTERS) {
            findings.add(Finding.error(
                    "ds-size",
                    subject,
                    "it has " + length + " characters as PEM, " + MAX_PEM_CHARACTERS + " are allowed"));
        }
        if (ocspUrl != null
                && (ocspUrl.length() > MAX_OCSP_URL
                        || !OCSP_URL.matcher(ocspUrl).matches())) {
            findings.add(Finding.error(
                    "ds-ocsp-url",
                    subject,
                    "the OCSP address '" + ocspUrl + "' is not an http, https, ftp, file or ldap(s) URL of at most "
                            + MAX_OCSP_URL + " characters"));
        }
        return findings;
    }
}
