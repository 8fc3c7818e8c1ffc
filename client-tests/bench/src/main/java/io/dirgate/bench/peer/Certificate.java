package io.dirgate.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A self-signed certificate that all proxies serve, in files as each likes them. */
public record Certificate(Path certificate, Path privateKey, Path both) {
    /** The name that it is for. */
    public static final String NAME = "ldap.bench.example.com";

    /** The kind of key, and the signature that goes with it. */
    public enum Key {
        ECDSA,
        RSA;

        private KeyPair generate() throws GeneralSecurityException {
            // Java's own would leave an EC key's public half out, without which GnuTLS, and so Debian's slapd, does not
            // take it.
            KeyPairGenerator generator =
                    KeyPairGenerator.getInstance(this == RSA ? "RSA" : "EC", new BouncyCastleProvider());
            if (this == RSA) {
                generator.initialize(2048);
            } else {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            return generator.generateKeyPair();
        }

        private String signature() {
            return this == RSA ? "SHA256withRSA" : "SHA256withECDSA";
        }
    }

    public static Certificate issue(Path folder, Key kind) {
        try {
            KeyPair key = kind.generate();
            Instant now = Instant.now();
            X500Principal name = new X500Principal("CN=" + NAME);
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(100, new SecureRandom()),
                    Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(Duration.ofDays(2))),
                    name,
                    key.getPublic());
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, NAME)));
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder(kind.signature()).build(key.getPrivate())));
            String prefix = kind.name().toLowerCase(Locale.ROOT);
            JcaPKCS8Generator pkcs8 = new JcaPKCS8Generator(key.getPrivate(), null);
            return new Certificate(
                    write(folder.resolve(prefix + ".crt"), certificate),
                    write(folder.resolve(prefix + ".pem"), pkcs8),
                    write(folder.resolve(prefix + ".both"), certificate, pkcs8));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException("no certificate with a key of kind " + kind, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, Object... objects) throws IOException {
        try (Writer out = Files.newBufferedWriter(file);
                JcaPEMWriter pem = new JcaPEMWriter(out)) {
            for (Object object : objects) {
                pem.writeObject(object);
            }
        }
        return file;
    }
}
