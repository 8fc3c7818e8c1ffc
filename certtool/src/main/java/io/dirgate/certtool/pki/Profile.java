package io.dirgate.certtool.pki;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;

/** What a certificate is for; decides key usage, extended key usage and basic constraints (RFC 5280 section 4.2.1). */
public enum Profile {
    /** A TLS server, such as an LDAPS endpoint. */
    SERVER,
    /** A TLS client: a person or a service. */
    CLIENT,
    /** An Active Directory domain controller: LDAPS, replication, and Kerberos with certificates (RFC 4556). */
    DOMAIN_CONTROLLER,
    /** A CA under another one. */
    SUB_CA,
    /** A CA that vouches for itself. */
    ROOT_CA;

    private static final KeyPurposeId KDC = KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.3.6.1.5.2.3.5"));

    /** The profile that an existing certificate seems to follow. */
    public static Profile of(X509Certificate certificate) {
        List<String> purposes = Usages.extended(certificate);
        if (purposes.contains("kerberosKdc")) {
            return DOMAIN_CONTROLLER;
        }
        return purposes.contains("clientAuth") && !purposes.contains("serverAuth") ? CLIENT : SERVER;
    }

    public boolean isCa() {
        return this == SUB_CA || this == ROOT_CA;
    }

    /** Whether clients will look for a host name in it. */
    public boolean isServer() {
        return this == SERVER || this == DOMAIN_CONTROLLER;
    }

    /** Key encipherment only for RSA, where TLS 1.2 may use it; with EC it is wrong (RFC 5480 section 3). */
    KeyUsage keyUsage(PublicKey key) {
        if (isCa()) {
            return new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
        }
        boolean encipherment = isServer() && key instanceof RSAKey;
        return new KeyUsage(KeyUsage.digitalSignature | (encipherment ? KeyUsage.keyEncipherment : 0));
    }

    @Nullable
    ExtendedKeyUsage extendedKeyUsage() {
        return switch (this) {
            case SERVER -> new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth);
            case CLIENT -> new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth);
            case DOMAIN_CONTROLLER ->
                new ExtendedKeyUsage(
                        new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth, KDC});
            case SUB_CA, ROOT_CA -> null;
        };
    }

    /** As on the command line: {@code domain-controller}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
