package io.dirgate.certtool.pki;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;

/** The links between a certificate and its issuer: RFC 5280 sections 4.2.1.1 and 4.2.1.2. */
public final class KeyIdentifiers {
    private KeyIdentifiers() {}

    /** The subject key identifier in a certificate, or null. */
    public static byte @Nullable [] subject(X509Certificate certificate) {
        byte[] value = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        return value == null
                ? null
                : SubjectKeyIdentifier.getInstance(
                                ASN1OctetString.getInstance(value).getOctets())
                        .getKeyIdentifier();
    }

    /** The authority key identifier in a certificate, or null if it has none or names its issuer otherwise. */
    public static byte @Nullable [] authority(X509Certificate certificate) {
        byte[] value = certificate.getExtensionValue(Extension.authorityKeyIdentifier.getId());
        return value == null
                ? null
                : AuthorityKeyIdentifier.getInstance(
                                ASN1OctetString.getInstance(value).getOctets())
                        .getKeyIdentifierOctets();
    }

    /** What all that a CA signs says of it: its own subject key identifier, whatever way that was computed. */
    public static AuthorityKeyIdentifier below(X509Certificate issuer) throws GeneralSecurityException {
        byte[] identifier = subject(issuer);
        return identifier != null
                ? new AuthorityKeyIdentifier(identifier)
                : new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer.getPublicKey());
    }
}
