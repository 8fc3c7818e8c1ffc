package io.dirgate.certtool.aws.fake;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The conditions that Directory Service's guide sets for the certificate of a CA that is registered. */
final class RegistrationRules {
    private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";
    private static final Pattern OCSP_URL =
            Pattern.compile("^(https?|ftp|file|ldaps?)://[-a-zA-Z0-9+&@#/%?=~_|!:,.;()]*[-a-zA-Z0-9+&@#/%=~_|()]");

    private RegistrationRules() {}

    static X509Certificate check(String pem, String type, @Nullable String ocspUrl) {
        if (pem.isEmpty() || pem.length() > 8_192) {
            throw new AwsFault("InvalidParameterException", "CertificateData must have 1 to 8192 characters");
        }
        if (!type.equals("ClientLDAPS") && !type.equals("ClientCertAuth")) {
            throw new AwsFault("InvalidParameterException", "Type: " + type);
        }
        if (ocspUrl != null
                && (!type.equals("ClientCertAuth")
                        || ocspUrl.length() > 1_024
                        || !OCSP_URL.matcher(ocspUrl).matches())) {
            throw new AwsFault("InvalidParameterException", "OCSPUrl: " + ocspUrl);
        }
        X509Certificate certificate = parse(pem);
        if (certificate.getBasicConstraints() < 0) {
            throw invalid("it is not the certificate of a CA");
        }
        if (certificate.getNotAfter().toInstant().isBefore(Instant.now().plus(90, ChronoUnit.DAYS))) {
            throw invalid("it expires within 90 days");
        }
        if (certificate.getSigAlgOID().equals(RSASSA_PSS)) {
            throw invalid("RSASSA-PSS is not supported");
        }
        return certificate;
    }

    private static X509Certificate parse(String pem) {
        try {
            List<X509Certificate> parsed = X509Facts.parse(pem.getBytes(StandardCharsets.US_ASCII));
            if (pem.strip().startsWith("-----BEGIN CERTIFICATE-----") && parsed.size() == 1) {
                return parsed.get(0);
            }
        } catch (CertificateException e) {
            throw invalid("it has incorrect encoding");
        }
        throw invalid("it has incorrect encoding");
    }

    private static AwsFault invalid(String why) {
        return new AwsFault("InvalidCertificateException", "The certificate PEM that was provided is refused: " + why);
    }
}
