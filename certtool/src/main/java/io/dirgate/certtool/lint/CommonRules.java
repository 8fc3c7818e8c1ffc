package io.dirgate.certtool.lint;

import io.dirgate.certtool.pki.Chain;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.KeyIdentifiers;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Finding;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;

/** What every certificate of a chain must keep: RFC 5280, and keys and digests that are still taken. */
final class CommonRules {
    private static final int FEWEST_SERIAL_BITS = 64;
    private static final int MOST_SERIAL_OCTETS = 20;

    /** RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2. */
    private static final Instant FIRST_GENERALIZED_TIME = Instant.parse("2050-01-01T00:00:00Z");

    /** Those that RFC 5280 lets be critical and every client knows. */
    private static final Set<String> KNOWN_CRITICAL = Set.of(
            Extension.basicConstraints.getId(),
            Extension.keyUsage.getId(),
            Extension.extendedKeyUsage.getId(),
            Extension.subjectAlternativeName.getId(),
            Extension.nameConstraints.getId(),
            Extension.certificatePolicies.getId(),
            Extension.policyConstraints.getId(),
            Extension.policyMappings.getId(),
            Extension.inhibitAnyPolicy.getId());

    private final X509Certificate certificate;
    private final List<Finding> findings = new ArrayList<>();

    private CommonRules(X509Certificate certificate) {
        this.certificate = certificate;
    }

    static List<Finding> check(X509Certificate certificate, Instant now) {
        CommonRules rules = new CommonRules(certificate);
        rules.form();
        rules.serial();
        rules.strength();
        rules.identifiers();
        rules.dates(now);
        return rules.findings;
    }

    private void form() {
        if (certificate.getVersion() != 3) {
            error("version", "it is X.509 version " + certificate.getVersion() + "; extensions need version 3");
        }
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        for (String oid : critical == null ? Set.<String>of() : critical) {
            if (!KNOWN_CRITICAL.contains(oid)) {
                error(
                        "critical-unknown",
                        "the extension " + oid + " is critical; clients that do not know it must refuse");
            }
        }
    }

    private void serial() {
        if (certificate.getSerialNumber().signum() <= 0) {
            error("serial-positive", "the serial number is not positive");
        } else if (certificate.getSerialNumber().toByteArray().length > MOST_SERIAL_OCTETS) {
            error("serial-length", "the serial number is longer than " + MOST_SERIAL_OCTETS + " octets");
        } else if (certificate.getSerialNumber().bitLength() < FEWEST_SERIAL_BITS && !Chain.isSelfSigned(certificate)) {
            findings.add(Finding.warning(
                    "serial-random",
                    DistinguishedName.subject(certificate),
                    "the serial number is too short to hold " + FEWEST_SERIAL_BITS
                            + " random bits; serial numbers should not be guessed"));
        }
    }

    private void strength() {
        if (KeyKind.isWeak(certificate.getPublicKey())) {
            error(
                    "key-weak",
                    "its key is " + KeyKind.describe(certificate.getPublicKey()) + "; use RSA 2048 or EC P-256");
        }
        String kind = KeyKind.describe(certificate.getPublicKey());
        if (kind.startsWith("EC ") && !KeyKind.isWidelyKnown(certificate.getPublicKey())) {
            error("key-curve", "its key is " + kind + "; clients take P-256, P-384 and P-521 only");
        } else if (!KeyKind.isWidelyKnown(certificate.getPublicKey())) {
            findings.add(Finding.warning(
                    "key-kind",
                    DistinguishedName.subject(certificate),
                    "its key is " + kind + "; Windows and many LDAP clients take only RSA and EC"));
        }
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (!Chain.isSelfSigned(certificate) && (signature.startsWith("SHA1") || signature.startsWith("MD"))) {
            error(
                    "signature-weak",
                    "it is signed with " + certificate.getSigAlgName() + "; sign with SHA-256 or better");
        }
    }

    private void identifiers() {
        if (KeyIdentifiers.subject(certificate) == null) {
            findings.add(Finding.warning(
                    "subject-key-identifier",
                    DistinguishedName.subject(certificate),
                    "it has no subject key identifier"));
        }
        if (KeyIdentifiers.authority(certificate) == null && !Chain.isSelfSigned(certificate)) {
            error(
                    "authority-key-identifier",
                    "it does not say which key of its issuer signed it (authority key identifier)");
        }
    }

    private void dates(Instant now) {
        Validity validity = Validity.of(certificate);
        if (now.isAfter(validity.notAfter())) {
            error("expired", "it expired on " + validity.notAfter());
        }
        if (now.isBefore(validity.notBefore())) {
            error("not-yet-valid", "it is not valid before " + validity.notBefore());
        }
        try {
            TBSCertificate content =
                    Certificate.getInstance(certificate.getEncoded()).getTBSCertificate();
            form(content.getStartDate(), validity.notBefore());
            form(content.getEndDate(), validity.notAfter());
        } catch (CertificateEncodingException e) {
            error("form", "it cannot be read again: " + e.getMessage());
        }
    }

    private void form(Time time, Instant value) {
        boolean generalized = time.toASN1Primitive() instanceof ASN1GeneralizedTime;
        if (generalized == value.isBefore(FIRST_GENERALIZED_TIME)) {
            error(
                    "date-form",
                    value + " is written as " + (generalized ? "GeneralizedTime" : "UTCTime")
                            + "; RFC 5280 wants UTCTime through 2049 and GeneralizedTime after");
        }
    }

    private void error(String rule, String message) {
        findings.add(Finding.error(rule, DistinguishedName.subject(certificate), message));
    }
}
