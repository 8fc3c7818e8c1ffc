package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Turns an {@link Order} into a certificate of RFC 5280: the one place that decides which extensions stand in it and which are critical. */
public final class Signing {
    private Signing() {}

    /** A self-signed certificate: a root, or a leaf that is copied to each client. */
    public static X509Certificate selfSigned(Order order, KeyPair key) {
        if (order.subject().name().getRDNs().length == 0) {
            // RFC 5280 section 4.1.2.4: the issuer, here the subject itself, must have a name.
            throw Failure.usage("the name '" + order.subject().names().all().get(0)
                    + "' is too long for a common name (64 characters); add --subject O=YOUR-ORGANISATION");
        }
        return sign(order, new Issuing(order.subject().name(), null, key.getPrivate(), Publication.NOWHERE));
    }

    /** A certificate below a CA; it never outlives it. */
    public static X509Certificate issue(Order order, Issuer issuer) {
        X500Name name = X500Name.getInstance(
                issuer.certificate().getSubjectX500Principal().getEncoded());
        return sign(
                order.with(order.validity().within(issuer.certificate())),
                new Issuing(name, issuer.certificate(), issuer.key(), issuer.publication()));
    }

    private record Issuing(X500Name name, @Nullable X509Certificate above, PrivateKey key, Publication publication) {}

    private static X509Certificate sign(Order order, Issuing issuing) {
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                issuing.name,
                order.serial(),
                Date.from(order.validity().notBefore()),
                Date.from(order.validity().notAfter()),
                order.subject().name(),
                SubjectPublicKeyInfo.getInstance(order.key().getEncoded()));
        try {
            describe(builder, order);
            identify(builder, order, issuing);
            publish(builder, issuing.publication);
            for (Extension extension : order.more()) {
                if (!builder.hasExtension(extension.getExtnId())) {
                    builder.addExtension(extension);
                }
            }
            byte[] der = builder.build(signer(issuing.key)).getEncoded();
            return Certificates.parse(der);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void describe(X509v3CertificateBuilder builder, Order order) throws CertIOException {
        Profile profile = order.profile();
        boolean ca = profile.isCa();
        builder.addExtension(
                Extension.basicConstraints,
                true,
                ca ? new BasicConstraints(order.pathLength()) : new BasicConstraints(false));
        addAsked(builder, order, Extension.keyUsage);
        addAsked(builder, order, Extension.extendedKeyUsage);
        addAsked(builder, order, Extension.subjectAlternativeName);
        if (isLeftToProfile(builder, order, Extension.keyUsage)) {
            builder.addExtension(Extension.keyUsage, true, profile.keyUsage(order.key()));
        }
        if (isLeftToProfile(builder, order, Extension.extendedKeyUsage)) {
            add(builder, Extension.extendedKeyUsage, profile.extendedKeyUsage());
        }
        SubjectNames names = order.subject().names();
        if (!names.isEmpty() && !builder.hasExtension(Extension.subjectAlternativeName)) {
            // Critical only where no other name stands (RFC 5280 section 4.2.1.6); some clients refuse it otherwise.
            boolean only = order.subject().name().getRDNs().length == 0;
            builder.addExtension(Extension.subjectAlternativeName, only, names.extension());
        }
    }

    private static boolean isLeftToProfile(X509v3CertificateBuilder builder, Order order, ASN1ObjectIdentifier kind) {
        return !builder.hasExtension(kind) && !order.without().contains(kind);
    }

    private static void addAsked(X509v3CertificateBuilder builder, Order order, ASN1ObjectIdentifier kind)
            throws CertIOException {
        Extension asked = order.asked(kind);
        if (asked != null) {
            builder.addExtension(asked);
        }
    }

    private static void identify(X509v3CertificateBuilder builder, Order order, Issuing issuing)
            throws CertIOException, GeneralSecurityException {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        Extension asked = order.asked(Extension.subjectKeyIdentifier);
        if (asked != null) {
            builder.addExtension(asked);
        } else {
            add(builder, Extension.subjectKeyIdentifier, identifiers.createSubjectKeyIdentifier(order.key()));
        }
        if (issuing.above != null) {
            add(builder, Extension.authorityKeyIdentifier, KeyIdentifiers.below(issuing.above));
        }
    }

    private static void publish(X509v3CertificateBuilder builder, Publication publication) throws CertIOException {
        add(builder, Extension.cRLDistributionPoints, publication.crlDistributionPoints());
        add(builder, Extension.authorityInfoAccess, publication.authorityInformationAccess());
    }

    private static void add(X509v3CertificateBuilder builder, ASN1ObjectIdentifier kind, @Nullable ASN1Encodable value)
            throws CertIOException {
        if (value != null) {
            builder.addExtension(kind, false, value);
        }
    }

    /** The signer for a key of any kind, with the digest that fits it. */
    public static ContentSigner signer(PrivateKey key) {
        if (key instanceof RemoteKey remote) {
            return new RemoteSigner(remote);
        }
        try {
            return new JcaContentSignerBuilder(KeyKind.signatureFor(key)).build(key);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("the Java runtime cannot sign with this key", e);
        }
    }
}
