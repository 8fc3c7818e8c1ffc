package io.dirgate.certtool.lint;

import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.Usages;
import io.dirgate.certtool.report.Finding;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;

/** What a certificate must say to vouch for others. */
final class CaRules {
    private CaRules() {}

    /** @param casBelow how many CAs stand between this one and the leaf */
    static List<Finding> check(X509Certificate certificate, int casBelow) {
        List<Finding> findings = new ArrayList<>();
        int constraints = certificate.getBasicConstraints();
        if (constraints < 0) {
            findings.add(Finding.error(
                    "ca-constraints",
                    DistinguishedName.subject(certificate),
                    "it issues certificates, but its basic constraints do not mark it as a CA"));
        } else if (constraints < casBelow) {
            findings.add(Finding.error(
                    "ca-path-length",
                    DistinguishedName.subject(certificate),
                    "its path length " + constraints + " does not allow the " + casBelow + " CAs below it"));
        } else if (constraints == Integer.MAX_VALUE) {
            findings.add(Finding.info(
                    "ca-path-length",
                    DistinguishedName.subject(certificate),
                    "it sets no limit to the CAs below it (path length)"));
        }
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        if (critical == null || !critical.contains(Extension.basicConstraints.getId())) {
            findings.add(Finding.error(
                    "ca-constraints-critical",
                    DistinguishedName.subject(certificate),
                    "its basic constraints are not critical"));
        }
        List<String> usages = Usages.key(certificate);
        if (!usages.contains("keyCertSign") || !usages.contains("cRLSign")) {
            findings.add(Finding.error(
                    "ca-key-usage",
                    DistinguishedName.subject(certificate),
                    "its key usage is " + String.join(", ", usages) + "; a CA needs keyCertSign and cRLSign"));
        }
        return findings;
    }
}
