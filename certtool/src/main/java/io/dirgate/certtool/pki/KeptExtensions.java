package io.dirgate.certtool.pki;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.TBSCertificate;

/** The extensions that a renewed certificate keeps. */
final class KeptExtensions {
    /** Each issuer writes its own: they depend on the issuer, the key, or this one certificate (RFC 6962 for the last two). */
    private static final Set<ASN1ObjectIdentifier> OF_THE_ISSUER = Set.of(
            Extension.subjectKeyIdentifier,
            Extension.authorityKeyIdentifier,
            Extension.basicConstraints,
            Extension.cRLDistributionPoints,
            Extension.authorityInfoAccess,
            Extension.freshestCRL,
            Extension.issuerAlternativeName,
            new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"),
            new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.3"));

    private static final Set<ASN1ObjectIdentifier> USAGES = Set.of(Extension.keyUsage, Extension.extendedKeyUsage);

    private KeptExtensions() {}

    /** Those of the certificate that an order for its successor repeats. */
    static List<Extension> of(X509Certificate present, Order order) {
        List<Extension> kept = new ArrayList<>();
        Extensions extensions = TBSCertificate.getInstance(tbs(present)).getExtensions();
        for (ASN1ObjectIdentifier kind :
                extensions == null ? new ASN1ObjectIdentifier[0] : extensions.getExtensionOIDs()) {
            if (isKept(kind, present, order)) {
                kept.add(extensions.getExtension(kind));
            }
        }
        return kept;
    }

    /** Usages that the certificate does not restrict: its successor does not restrict them either. */
    static Set<ASN1ObjectIdentifier> missing(X509Certificate present) {
        return USAGES.stream()
                .filter(kind -> present.getExtensionValue(kind.getId()) == null)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isKept(ASN1ObjectIdentifier kind, X509Certificate present, Order order) {
        if (kind.equals(Extension.subjectAlternativeName)) {
            return order.subject().equals(Subject.of(present));
        }
        if (kind.equals(Extension.extendedKeyUsage)) {
            return order.profile() == Profile.of(present);
        }
        if (kind.equals(Extension.keyUsage)) {
            boolean sameAlgorithm = (order.key() instanceof RSAKey) == (present.getPublicKey() instanceof RSAKey);
            return sameAlgorithm && order.profile() == Profile.of(present);
        }
        return !OF_THE_ISSUER.contains(kind);
    }

    private static byte[] tbs(X509Certificate certificate) {
        try {
            return certificate.getTBSCertificate();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
