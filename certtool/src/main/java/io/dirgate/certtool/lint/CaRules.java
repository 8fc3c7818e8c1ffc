package io.dirgate.certtool.lint;

import io.dirgate.certtool.pki.Usages;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;

/** What a certificate must say to vouch for others. */
final class CaRules {
    private CaRules() {}

    /** @param casBelow how many CAs stand between this one and the leaf */
    static List<Problem> check(X509Certificate certificate, int casBelow) {
        List<Problem> problems = new ArrayList<>();
        int constraints = certificate.getBasicConstraints();
        if (constraints < 0) {
            problems.add(Problem.error(
                    "ca-constraints", certificate, "it vouches for others but is no CA (basic constraints)"));
        } else if (constraints < casBelow) {
            problems.add(Problem.error(
                    "ca-path-length",
                    certificate,
                    "its path length " + constraints + " does not allow the " + casBelow + " CAs below it"));
        } else if (constraints == Integer.MAX_VALUE) {
            problems.add(
                    Problem.info("ca-path-length", certificate, "it sets no limit to the CAs below it (path length)"));
        }
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        if (critical == null || !critical.contains(Extension.basicConstraints.getId())) {
            problems.add(
                    Problem.error("ca-constraints-critical", certificate, "its basic constraints are not critical"));
        }
        List<String> usages = Usages.key(certificate);
        if (!usages.contains("keyCertSign") || !usages.contains("cRLSign")) {
            problems.add(Problem.error(
                    "ca-key-usage",
                    certificate,
                    "its key usage is " + String.join(", ", usages) + "; a CA needs keyCertSign and cRLSign"));
        }
        return problems;
    }
}
