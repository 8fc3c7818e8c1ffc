package io.dirgate.certtool.aws;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Makes certificates for tests, right ones and wrong ones, without the tool's own code. Each method changes the recipe and returns it. */
public final class CertificateRecipe {
    private record Added(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {}

    private final List<Added> extensions = new ArrayList<>();
    private X500Name subject;
    private KeyPair key = ecKey("secp256r1");
    private Instant notBefore = Instant.now().minus(Duration.ofHours(1));
    private Instant notAfter = Instant.now().plus(Duration.ofDays(90));
    private @Nullable String signature;

    private CertificateRecipe(String commonName) {
        subject = new X500Name("CN=" + commonName);
    }

    /** As today's tools make it: SAN, key usage, server authentication, not a CA. */
    public static CertificateRecipe server(String... names) {
        return bare(names)
                .extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    }

    /** A leaf with names and without any key usage, as a bare openssl request makes it. */
    public static CertificateRecipe bare(String... names) {
        GeneralName[] all = new GeneralName[names.length];
        for (int i = 0; i < names.length; i++) {
            all[i] = new GeneralName(GeneralName.dNSName, names[i]);
        }
        return new CertificateRecipe(names[0])
                .extension(Extension.basicConstraints, true, new BasicConstraints(false))
                .extension(Extension.subjectAlternativeName, false, new GeneralNames(all));
    }

    public static CertificateRecipe ca(String name) {
        return new CertificateRecipe(name)
                .extension(Extension.basicConstraints, true, new BasicConstraints(true))
                .extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                .until(Duration.ofDays(3_650));
    }

    public CertificateRecipe extension(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
        extensions.removeIf(each -> each.id.equals(id));
        extensions.add(new Added(id, critical, value));
        return this;
    }

    public CertificateRecipe keyUsage(int bits) {
        return extension(Extension.keyUsage, true, new KeyUsage(bits));
    }

    public CertificateRecipe ocspUrl(String url) {
        GeneralName location = new GeneralName(GeneralName.uniformResourceIdentifier, url);
        return extension(
                Extension.authorityInfoAccess,
                false,
                new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, location));
    }

    public CertificateRecipe key(KeyPair pair) {
        key = pair;
        return this;
    }

    public CertificateRecipe from(Duration fromNow) {
        notBefore = Instant.now().plus(fromNow);
        return this;
    }

    public CertificateRecipe until(Duration fromNow) {
        notAfter = Instant.now().plus(fromNow);
        return this;
    }

    public CertificateRecipe signature(String algorithm) {
        signature = algorithm;
        return this;
    }

    public Issued selfSigned() {
        return sign(subject, key);
    }

    public Issued signedBy(Issued issuer) {
        X500Name name = X500Name.getInstance(
                issuer.certificate().getSubjectX500Principal().getEncoded());
        return sign(name, issuer.key());
    }

    /** Self-signed, of X.509 version 1, hence without any extension. */
    public Issued version1() {
        try {
            ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
            X509CertificateHolder holder = new JcaX509v1CertificateBuilder(
                            subject,
                            BigInteger.ONE,
                            Date.from(notBefore),
                            Date.from(notAfter),
                            subject,
                            key.getPublic())
                    .build(signer);
            return new Issued(new JcaX509CertificateConverter().getCertificate(holder), key);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Issued sign(X500Name issuer, KeyPair issuerKey) {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(127, new SecureRandom()),
                    Date.from(notBefore),
                    Date.from(notAfter),
                    subject,
                    key.getPublic());
            for (Added extension : extensions) {
                builder.addExtension(extension.id, extension.critical, extension.value);
            }
            boolean rsa = issuerKey.getPrivate() instanceof RSAKey;
            String algorithm = signature != null ? signature : rsa ? "SHA256withRSA" : "SHA256withECDSA";
            JcaContentSignerBuilder signing = new JcaContentSignerBuilder(algorithm);
            if (signature != null) {
                signing.setProvider(new BouncyCastleProvider());
            }
            ContentSigner signer = signing.build(issuerKey.getPrivate());
            X509CertificateHolder holder = builder.build(signer);
            X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(holder);
            return new Issued(certificate, key);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair ecKey(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair rsaKey(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair ed25519Key() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
