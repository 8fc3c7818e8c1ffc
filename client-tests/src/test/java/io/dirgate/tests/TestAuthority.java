package io.dirgate.tests;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemGenerationException;

/** A certificate authority for one folder: issues leaf certificates into it, with EC P-256 keys, valid for a day. */
final class TestAuthority {
    private final Path folder;
    private final KeyPair key = newKey();
    private final X509Certificate certificate;

    TestAuthority(Path folder, String name) {
        this.folder = folder;
        certificate = sign(name, key, true);
        write(ca(), certificate);
    }

    /** The authority's own certificate, for those who must trust it. */
    Path ca() {
        return folder.resolve("ca.pem");
    }

    X509Certificate caCertificate() {
        return certificate;
    }

    /** Issues a certificate for the common name and subject alternative names, host names or IPv4 addresses. */
    PemFiles issue(String name, String... alternativeNames) {
        return issue(newKey(), name, alternativeNames);
    }

    private PemFiles issue(KeyPair leafKey, String name, String... alternativeNames) {
        X509Certificate leaf = sign(name, leafKey, false, alternativeNames);
        PemFiles files = new PemFiles(folder.resolve(name + ".crt"), folder.resolve(name + ".pem"));
        write(files.privateKey(), pkcs8(leafKey));
        write(files.certificate(), leaf);
        return files;
    }

    /** As {@link #issue}, with a key for clients that know no elliptic curves. */
    PemFiles issueRsa(String name, String... alternativeNames) {
        return issue(newRsaKey(), name, alternativeNames);
    }

    /** A list of revoked certificates with none on it, due again in a day. */
    Path emptyRevocationList() {
        Instant now = Instant.now();
        JcaX509v2CRLBuilder builder = new JcaX509v2CRLBuilder(certificate.getSubjectX500Principal(), Date.from(now));
        builder.setNextUpdate(Date.from(now.plus(Duration.ofDays(1))));
        Path file = folder.resolve("revoked.crl");
        try {
            write(file, builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
        return file;
    }

    /** A certificate (chain without the authority's) and its unencrypted PKCS#8 key. */
    record PemFiles(Path certificate, Path privateKey) {}

    private X509Certificate sign(String name, KeyPair subject, boolean authority, String... alternativeNames) {
        Instant now = Instant.now();
        try {
            X500Principal issuer = authority ? principal(name) : certificate.getSubjectX500Principal();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(100, new SecureRandom()),
                    Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(Duration.ofDays(authority ? 400 : 90))),
                    principal(name),
                    subject.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (authority) {
                builder.addExtension(
                        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
            } else {
                GeneralName[] names = Arrays.stream(alternativeNames)
                        .map(TestAuthority::generalName)
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException("cannot issue a certificate for " + name, e);
        }
    }

    private static X500Principal principal(String name) {
        return new X500Principal("CN=" + name);
    }

    private static GeneralName generalName(String name) {
        boolean address = name.matches("[0-9.]+");
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private static KeyPair newKey() {
        try {
            // Bouncy Castle writes the public key beside the private one, without which GnuTLS refuses the file.
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newRsaKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object pkcs8(KeyPair key) {
        try {
            return new JcaPKCS8Generator(key.getPrivate(), null);
        } catch (PemGenerationException e) {
            throw new IllegalStateException(e);
        }
    }

    // By a rename, as a careful operator does it: nobody sees half a file.
    private static void write(Path file, Object pem) {
        StringWriter text = new StringWriter();
        try {
            Files.createDirectories(file.getParent());
            try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
                writer.writeObject(pem);
            }
            Path fresh = Files.createTempFile(file.getParent(), "new", ".pem");
            try (Writer out = Files.newBufferedWriter(fresh)) {
                out.write(text.toString());
            }
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
