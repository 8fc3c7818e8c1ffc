package io.dirgate.proxy.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/** Certificates as tests need them: an authority and what it issues. */
public final class TestPki {
    private static final SecureRandom RANDOM = new SecureRandom();

    private TestPki() {}

    public record Pair(KeyPair keys, X509Certificate certificate) {
        /** The certificate and those of its issuers as one PEM text. */
        public String chain(Pair... issuers) {
            StringBuilder text = new StringBuilder(pem(certificate));
            Arrays.stream(issuers).forEach(issuer -> text.append(pem(issuer.certificate)));
            return text.toString();
        }

        public String key() {
            return pem(new PemObject("PRIVATE KEY", keys.getPrivate().getEncoded()));
        }

        public void write(Path certificate, Path key, Pair... issuers) throws IOException {
            Files.writeString(certificate, chain(issuers));
            Files.writeString(key, key());
        }
    }

    public static KeyPair ec() {
        return keys("EC", new ECGenParameterSpec("secp256r1"));
    }

    public static KeyPair rsa() {
        return rsa(2048);
    }

    static KeyPair rsa(int bits) {
        return keys("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
    }

    private static KeyPair keys(String algorithm, AlgorithmParameterSpec kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(kind);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Pair authority(String name) {
        KeyPair keys = ec();
        return new Request(name).authority().signedBy(keys.getPrivate(), new X500Name("CN=" + name), keys);
    }

    public static Pair authority(String name, Pair issuer) {
        return new Request(name).authority().issuedBy(issuer);
    }

    /** For servers, with the names given; the first one is the common name as well. */
    public static Request server(String... names) {
        return new Request(names[0]).names(names).purpose(KeyPurposeId.id_kp_serverAuth);
    }

    /** For servers, with a common name alone. */
    static Request nameless(String commonName) {
        return new Request(commonName).purpose(KeyPurposeId.id_kp_serverAuth);
    }

    public static Request client(String name) {
        return new Request(name).purpose(KeyPurposeId.id_kp_clientAuth);
    }

    public static final class Request {
        private final String name;
        private KeyPair keys = ec();
        private Instant from = Instant.now().minus(Duration.ofHours(1));
        private Instant until = Instant.now().plus(Duration.ofDays(30));
        private @Nullable GeneralNames names;
        private @Nullable KeyPurposeId purpose;
        private boolean authority = false;
        private String digest = "SHA256";

        private Request(String name) {
            this.name = name;
        }

        public Request keys(KeyPair value) {
            keys = value;
            return this;
        }

        public Request lasting(Duration time) {
            return valid(from, Instant.now().plus(time));
        }

        /** Signed with SHA-1 by its issuer. */
        Request withSha1() {
            digest = "SHA1";
            return this;
        }

        public Request valid(Instant fromTime, Instant untilTime) {
            from = fromTime;
            until = untilTime;
            return this;
        }

        Request authority() {
            authority = true;
            return this;
        }

        private Request purpose(KeyPurposeId value) {
            purpose = value;
            return this;
        }

        private Request names(String... values) {
            names = new GeneralNames(Arrays.stream(values)
                    .map(value -> new GeneralName(
                            value.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName, value))
                    .toArray(GeneralName[]::new));
            return this;
        }

        public Pair issuedBy(Pair issuer) {
            X500Name subject = X500Name.getInstance(
                    issuer.certificate().getSubjectX500Principal().getEncoded());
            return signedBy(issuer.keys().getPrivate(), subject, keys);
        }

        private Pair signedBy(PrivateKey signer, X500Name issuer, KeyPair subjectKeys) {
            try {
                X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                        issuer,
                        new BigInteger(64, RANDOM),
                        Date.from(from),
                        Date.from(until),
                        new X500Name("CN=" + name),
                        subjectKeys.getPublic());
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
                if (names != null) {
                    builder.addExtension(Extension.subjectAlternativeName, false, names);
                }
                if (purpose != null) {
                    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
                }
                return new Pair(
                        subjectKeys,
                        new JcaX509CertificateConverter().getCertificate(builder.build(signer(digest, signer))));
            } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A revocation list of the authority that is good until then. */
    public static X509CRL revocationList(Pair authority, Instant until, X509Certificate... revoked) {
        try {
            Date from = Date.from(until.minus(Duration.ofDays(7)));
            JcaX509v2CRLBuilder builder = new JcaX509v2CRLBuilder(authority.certificate(), from);
            builder.setNextUpdate(Date.from(until));
            for (X509Certificate each : revoked) {
                builder.addCRLEntry(each.getSerialNumber(), from, CRLReason.keyCompromise);
            }
            return new JcaX509CRLConverter()
                    .getCRL(builder.build(signer("SHA256", authority.keys().getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate signing request in PEM. */
    public static String request(KeyPair keys) {
        try {
            return pem(new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=request"), keys.getPublic())
                    .build(signer("SHA256", keys.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ContentSigner signer(String digest, PrivateKey key) throws OperatorCreationException {
        String algorithm = digest + (key.getAlgorithm().equals("RSA") ? "withRSA" : "withECDSA");
        return new JcaContentSignerBuilder(algorithm).build(key);
    }

    public static String pem(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
