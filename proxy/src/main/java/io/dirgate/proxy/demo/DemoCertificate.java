package io.dirgate.proxy.demo;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * A certificate for this machine's loopback names and its authority, whose key is discarded immediately. Valid for a
 * month.
 */
record DemoCertificate(Path authority, Path certificate, Path privateKey) {
    private static final X500Name AUTHORITY = new X500Name("CN=Dirgate demo authority");
    private static final X500Name SERVER = new X500Name("CN=localhost");
    private static final GeneralNames LOOPBACK = new GeneralNames(new GeneralName[] {
        new GeneralName(GeneralName.dNSName, "localhost"),
        new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
        new GeneralName(GeneralName.iPAddress, "::1"),
    });
    private static final Duration LIFE = Duration.ofDays(90);

    /** Creates them as {@code ca.crt}, {@code server.crt} and {@code privatekey.pem} in the folder. */
    static DemoCertificate in(Path folder) throws IOException {
        try {
            KeyPair authorityKey = newKey();
            KeyPair serverKey = newKey();
            DemoCertificate files = new DemoCertificate(
                    folder.resolve("ca.crt"), folder.resolve("server.crt"), folder.resolve("privatekey.pem"));
            write(files.authority, "rw-r--r--", "CERTIFICATE", authority(authorityKey));
            write(files.certificate, "rw-r--r--", "CERTIFICATE", server(serverKey, authorityKey));
            write(
                    files.privateKey,
                    "rw-------",
                    "PRIVATE KEY",
                    serverKey.getPrivate().getEncoded());
            return files;
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("this Java cannot make EC certificates", e);
        }
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static byte[] authority(KeyPair own)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        X509v3CertificateBuilder certificate = builder(AUTHORITY, own)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return signed(certificate, own.getPrivate());
    }

    private static byte[] server(KeyPair own, KeyPair issuer)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        X509v3CertificateBuilder certificate = builder(SERVER, own)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(Extension.subjectAlternativeName, false, LOOPBACK)
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer.getPublic()));
        return signed(certificate, issuer.getPrivate());
    }

    private static X509v3CertificateBuilder builder(X500Name subject, KeyPair own)
            throws IOException, GeneralSecurityException {
        Instant start = Instant.now().minus(Duration.ofMinutes(5));
        return new JcaX509v3CertificateBuilder(
                        AUTHORITY,
                        new BigInteger(127, new SecureRandom()).setBit(126),
                        Date.from(start),
                        Date.from(start.plus(LIFE)),
                        subject,
                        own.getPublic())
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(own.getPublic()));
    }

    private static byte[] signed(X509v3CertificateBuilder certificate, PrivateKey issuer)
            throws IOException, OperatorCreationException {
        return certificate
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer))
                .getEncoded();
    }

    private static void write(Path file, String permissions, String type, byte[] der) throws IOException {
        StringWriter pem = new StringWriter();
        try (PemWriter writer = new PemWriter(pem)) {
            writer.writeObject(new PemObject(type, der));
        }
        try (var channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)))) {
            channel.write(ByteBuffer.wrap(pem.toString().getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
