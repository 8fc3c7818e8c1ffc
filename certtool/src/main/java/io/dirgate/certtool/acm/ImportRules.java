package io.dirgate.certtool.acm;

import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Chain;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.report.Finding;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;

/** ACM's conditions for an imported certificate (ACM user guide, "Prerequisites for importing"; API model of ImportCertificate). */
public final class ImportRules {
    private static final int MAX_LEAF_BYTES = 32_768;
    private static final int MAX_KEY_BYTES = 5_120;
    private static final int MAX_CHAIN_BYTES = 2_097_152;
    private static final int MAX_OCSP_URL = 1_000;

    private final X509Certificate leaf;
    private final List<X509Certificate> chain;
    private final List<Finding> findings = new ArrayList<>();

    private ImportRules(X509Certificate leaf, List<X509Certificate> chain) {
        this.leaf = leaf;
        this.chain = chain;
    }

    /** Every rule that the material breaks at this time; empty if ACM should take it. */
    public static List<Finding> check(ImportMaterial material, Instant now) {
        ImportRules rules = new ImportRules(material.leaf(), material.chain());
        rules.key(material.key(), material.keyPem().length);
        rules.certificates(now);
        return rules.findings;
    }

    /**
     * As {@link #check(ImportMaterial, Instant)}, but for the rules about the private key, which is not at hand.
     *
     * @param chain the issuers, nearest first
     */
    public static List<Finding> check(X509Certificate leaf, List<X509Certificate> chain, Instant now) {
        ImportRules rules = new ImportRules(leaf, chain);
        rules.certificates(now);
        return rules.findings;
    }

    private void key(KeyPair key, int bytes) {
        size("private key", bytes, MAX_KEY_BYTES);
        if (!Keys.match(key, leaf.getPublicKey())) {
            refuse(
                    "acm-key-match",
                    "the private key does not belong to the certificate: "
                            + Keys.difference(key.getPublic(), leaf.getPublicKey()));
        }
    }

    private void certificates(Instant now) {
        size("certificate", Certificates.pemBytes(List.of(leaf)).length, MAX_LEAF_BYTES);
        size("chain", Certificates.pemBytes(chain).length, MAX_CHAIN_BYTES);
        publicKey();
        // That the issuer must not be empty is the certificate parser's rule already.
        leaf(now);
        chain();
    }

    private void size(String what, int bytes, int limit) {
        if (bytes > limit) {
            refuse("acm-size", "the " + what + " has " + bytes + " bytes as PEM, ACM takes " + limit);
        }
    }

    private void publicKey() {
        String name = AcmKeys.name(leaf.getPublicKey());
        if (name == null) {
            refuse(
                    "acm-key-type",
                    "ACM takes no " + KeyKind.describe(leaf.getPublicKey())
                            + " key; use RSA 2048, 3072 or 4096, or EC P-256, P-384 or P-521");
        } else if (name.equals("RSA_1024")) {
            doubt("acm-key-weak", "RSA 1024 is too weak for today's clients; make a new key");
        }
    }

    private void leaf(Instant now) {
        if (leaf.getVersion() != 3) {
            refuse("acm-version", "the certificate is X.509 version " + leaf.getVersion() + ", ACM takes version 3");
        }
        if (now.isBefore(leaf.getNotBefore().toInstant())) {
            refuse(
                    "acm-validity",
                    "the certificate is not valid before " + leaf.getNotBefore().toInstant());
        }
        if (now.isAfter(leaf.getNotAfter().toInstant())) {
            refuse(
                    "acm-validity",
                    "the certificate expired at " + leaf.getNotAfter().toInstant());
        }
        if (CertificateFacts.names(leaf).isEmpty()) {
            refuse("acm-name", "the certificate names no host: it has neither a common name nor alternative names");
        }
        if (ocspUrls(leaf).anyMatch(url -> url.length() > MAX_OCSP_URL)) {
            refuse("acm-ocsp-url", "an OCSP address in the certificate is longer than " + MAX_OCSP_URL + " characters");
        }
    }

    private void chain() {
        X509Certificate below = leaf;
        if (chain.isEmpty() && !Chain.isSelfSigned(below)) {
            refuse(
                    "acm-chain-missing",
                    "the certificate is issued by '" + DistinguishedName.issuer(below)
                            + "'; give its certificate, and those above it, by --chain");
        }
        for (X509Certificate above : chain) {
            if (above.equals(leaf)) {
                refuse("acm-chain-leaf", "the chain holds the certificate itself");
                return;
            }
            if (!Chain.vouches(above, below)) {
                refuse(
                        "acm-chain-order",
                        "in the chain, '" + DistinguishedName.subject(above) + "' did not sign '"
                                + DistinguishedName.subject(below) + "', which was signed by '"
                                + DistinguishedName.issuer(below)
                                + "'; put the issuers in order, nearest first");
                return;
            }
            below = above;
        }
        mixedAlgorithms();
    }

    /** The API's text still asks for this, the newer guide no longer does. */
    private void mixedAlgorithms() {
        if (!chain.isEmpty()) {
            String own = leaf.getPublicKey().getAlgorithm();
            String issuers = chain.get(0).getPublicKey().getAlgorithm();
            if (!own.equals(issuers)) {
                doubt(
                        "acm-algorithm",
                        "an " + own + " certificate under an " + issuers
                                + " issuer: ACM's API reference asks for one algorithm, its guide does not");
            }
        }
    }

    private static Stream<String> ocspUrls(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.authorityInfoAccess.getId());
        if (extension == null) {
            return Stream.empty();
        }
        byte[] value = ASN1OctetString.getInstance(extension).getOctets();
        return Arrays.stream(AuthorityInformationAccess.getInstance(value).getAccessDescriptions())
                .filter(each -> each.getAccessMethod().equals(AccessDescription.id_ad_ocsp))
                .map(each -> each.getAccessLocation().getName().toString());
    }

    private void refuse(String rule, String message) {
        findings.add(Finding.error(rule, DistinguishedName.subject(leaf), message));
    }

    private void doubt(String rule, String message) {
        findings.add(Finding.warning(rule, DistinguishedName.subject(leaf), message));
    }
}
