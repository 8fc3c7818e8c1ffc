package io.dirgate.certtool.lint;

import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.Hostname;
import io.dirgate.certtool.pki.PublicLifetime;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.pki.SubjectNames;
import io.dirgate.certtool.pki.Usages;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Finding;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;

/** What a server's own certificate must say. */
final class LeafRules {
    /** What Apple's clients take, and from private CAs nobody has promised more. */
    private static final int PRIVATE_DAYS = 398;

    private final X509Certificate leaf;
    private final Purpose purpose;
    private final List<Finding> findings = new ArrayList<>();

    private LeafRules(X509Certificate leaf, Purpose purpose) {
        this.leaf = leaf;
        this.purpose = purpose;
    }

    static List<Finding> check(X509Certificate leaf, Purpose purpose) {
        LeafRules rules = new LeafRules(leaf, purpose);
        rules.names();
        rules.usages();
        rules.length();
        if (leaf.getBasicConstraints() >= 0) {
            rules.error("leaf-ca", "a server's certificate must not be a CA's (basic constraints CA:TRUE)");
        }
        return rules.findings;
    }

    private void names() {
        SubjectNames names = SubjectNames.of(leaf);
        if (names.isEmpty()) {
            error("san-missing", "it has no subject alternative name; clients look at nothing else for a host name");
        }
        for (String name : names.dns()) {
            String fault = Hostname.fault(name);
            if (Hostname.address(name) != null) {
                error(
                        "san-address-as-name",
                        "the address " + name + " stands as a DNS name; clients look for an iPAddress");
            } else if (fault != null) {
                error("san-form", "the name '" + name + "' " + fault);
            }
        }
        X500Name subject = X500Name.getInstance(leaf.getSubjectX500Principal().getEncoded());
        String common = Subject.commonName(subject);
        if (common != null && !names.isEmpty() && (purpose == Purpose.PUBLIC || Subject.isName(common))) {
            String wanted = common.toLowerCase(Locale.ROOT);
            if (names.all().stream()
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).equals(wanted))) {
                error(
                        "common-name",
                        "the common name '" + common + "' is not among the subject alternative names "
                                + String.join(", ", names.all()));
            }
        }
        if (subject.getRDNs().length > 0 && isCritical(Extension.subjectAlternativeName.getId())) {
            warning(
                    "san-critical",
                    "the subject alternative names are critical beside a subject; some Java clients refuse that");
        }
    }

    private void usages() {
        List<String> purposes = Usages.extended(leaf);
        if (!purposes.contains("serverAuth")) {
            String found = purposes.isEmpty() ? "none" : String.join(", ", purposes);
            error(
                    purpose == Purpose.AD ? "ad-server-auth" : "eku-server-auth",
                    "its extended key usage is " + found + "; a server needs serverAuth");
        }
        if (purpose == Purpose.PUBLIC && purposes.contains("clientAuth")) {
            findings.add(Finding.info(
                    "eku-client-auth",
                    DistinguishedName.subject(leaf),
                    "public CAs are giving up clientAuth in server certificates"));
        }
        List<String> usages = Usages.key(leaf);
        if (usages.isEmpty()) {
            warning("key-usage", "it has no key usage extension");
            return;
        }
        if (!usages.contains("digitalSignature")) {
            error("key-usage-signature", "its key usage lacks digitalSignature, which TLS needs");
        }
        if (leaf.getPublicKey() instanceof ECKey && usages.contains("keyEncipherment")) {
            error("key-usage-ec", "its key usage has keyEncipherment, which an EC key cannot do (RFC 5480 section 3)");
        }
        if (!isCritical(Extension.keyUsage.getId())) {
            warning("key-usage-critical", "its key usage is not critical");
        }
    }

    private void length() {
        Validity validity = Validity.of(leaf);
        if (purpose == Purpose.PUBLIC) {
            int days = PublicLifetime.at(validity.notBefore()).days();
            if (validity.length().compareTo(Duration.ofDays(days)) > 0) {
                error(
                        "validity",
                        "it lasts " + validity.length().toDays() + " days; for one issued on " + validity.notBefore()
                                + " public CAs may give " + days);
            }
        } else if (validity.length().compareTo(Duration.ofDays(PRIVATE_DAYS)) > 0) {
            warning(
                    "validity",
                    "it lasts " + validity.length().toDays() + " days; some clients refuse more than " + PRIVATE_DAYS);
        }
    }

    private boolean isCritical(String oid) {
        Set<String> critical = leaf.getCriticalExtensionOIDs();
        return critical != null && critical.contains(oid);
    }

    private void error(String rule, String message) {
        findings.add(Finding.error(rule, DistinguishedName.subject(leaf), message));
    }

    private void warning(String rule, String message) {
        findings.add(Finding.warning(rule, DistinguishedName.subject(leaf), message));
    }
}
