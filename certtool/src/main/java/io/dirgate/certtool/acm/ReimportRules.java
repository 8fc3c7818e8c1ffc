package io.dirgate.certtool.acm;

import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.report.Finding;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate must share with the one that it replaces under the same ARN (ACM user guide, "Reimport a certificate"). Where
 * it does not, no retry helps: a new ARN is needed.
 */
final class ReimportRules {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final Map<String, String> PURPOSES =
            Map.of("1.3.6.1.5.5.7.3.1", "serverAuth", CLIENT_AUTH, "clientAuth", "2.5.29.37.0", "anyExtendedKeyUsage");

    private ReimportRules() {}

    static List<Finding> check(X509Certificate present, X509Certificate next) {
        List<Finding> findings = new ArrayList<>();
        String subject = DistinguishedName.subject(next);
        if (!KeyKind.alike(present.getPublicKey(), next.getPublicKey())) {
            findings.add(Finding.error(
                    "acm-reimport-key",
                    subject,
                    "the ARN holds an " + KeyKind.describe(present.getPublicKey()) + " key, the new certificate has "
                            + KeyKind.describe(next.getPublicKey()) + "; type and size cannot change"));
        }
        Set<String> names = CertificateFacts.names(present);
        if (Collections.disjoint(names, CertificateFacts.names(next))) {
            findings.add(Finding.error(
                    "acm-reimport-names",
                    subject,
                    "none of the present names " + names + " is in the new certificate, which has "
                            + CertificateFacts.names(next)));
        }
        boolean ecdsa = present.getPublicKey().getAlgorithm().equals("EC");
        compare(
                findings,
                subject,
                "key usage",
                CertificateFacts.keyUsages(present),
                CertificateFacts.keyUsages(next),
                ecdsa ? "keyEncipherment" : null);
        compare(
                findings,
                subject,
                "extended key usage",
                CertificateFacts.extendedKeyUsages(present),
                CertificateFacts.extendedKeyUsages(next),
                CLIENT_AUTH);
        return findings;
    }

    private static void compare(
            List<Finding> findings,
            String subject,
            String extension,
            @Nullable Set<String> present,
            @Nullable Set<String> next,
            @Nullable String mayGo) {
        String rule = "acm-reimport-" + extension.replace(' ', '-');
        if (present == null) {
            if (next != null) {
                findings.add(Finding.error(
                        rule,
                        subject,
                        "the present certificate has no " + extension + " extension, so none can be introduced"));
            }
            return;
        }
        Set<String> gone = new LinkedHashSet<>(present);
        gone.removeIf(value -> value.equals(mayGo) || (next != null && next.contains(value)));
        if (!gone.isEmpty()) {
            findings.add(Finding.error(
                    rule,
                    subject,
                    "the new certificate lacks the " + extension + " "
                            + String.join(
                                    ", ",
                                    gone.stream()
                                            .map(value -> PURPOSES.getOrDefault(value, value))
                                            .toList())
                            + ", which cannot be removed"));
        }
    }
}
