package io.dirgate.proxy.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.jspecify.annotations.Nullable;

/** Certificates and keys out of PEM text (RFC 7468): the kinds that people and tools really write. */
final class Pem {
    private final String setting;
    private final String file;
    private final byte[] content;

    /**
     * @param setting what a problem's message begins with
     * @param file its name for messages
     */
    Pem(String setting, String file, byte[] content) {
        this.setting = setting;
        this.file = file;
        this.content = content;
    }

    /** All certificates in the file's order, at least one. */
    List<X509Certificate> certificates() throws TlsException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Object object : objects()) {
            if (object instanceof X509CertificateHolder holder) {
                certificates.add(certificate(holder));
            }
        }
        if (certificates.isEmpty()) {
            throw problem("has no certificate in it; it must be a PEM file with -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    /** The first private key: PKCS#8, encrypted PKCS#8, PKCS#1 or SEC1. */
    PrivateKey privateKey(char @Nullable [] passphrase) throws TlsException {
        for (Object object : objects()) {
            PrivateKeyInfo key = keyInfo(object, passphrase);
            if (key != null) {
                return privateKey(key);
            }
        }
        throw problem("has no private key in it; it must be a PEM file with -----BEGIN PRIVATE KEY----- or the like");
    }

    private @Nullable PrivateKeyInfo keyInfo(Object object, char @Nullable [] passphrase) throws TlsException {
        boolean encrypted = object instanceof PKCS8EncryptedPrivateKeyInfo || object instanceof PEMEncryptedKeyPair;
        if (encrypted && passphrase == null) {
            throw problem("is encrypted; give the file with its passphrase as passphraseFile");
        }
        try {
            if (object instanceof PrivateKeyInfo key) {
                return key;
            } else if (object instanceof PEMKeyPair pair) {
                return pair.getPrivateKeyInfo();
            } else if (object instanceof PKCS8EncryptedPrivateKeyInfo key) {
                return key.decryptPrivateKeyInfo(new JcePKCSPBEInputDecryptorProviderBuilder()
                        .setProvider(new BouncyCastleProvider())
                        .build(passphrase));
            } else if (object instanceof PEMEncryptedKeyPair pair) {
                return pair.decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                                .setProvider(new BouncyCastleProvider())
                                .build(passphrase))
                        .getPrivateKeyInfo();
            }
            return null;
        } catch (IOException | PKCSException e) {
            throw new TlsException(setting, file + " cannot be decrypted with the passphrase in passphraseFile", e);
        }
    }

    private PrivateKey privateKey(PrivateKeyInfo info) throws TlsException {
        ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
        String name;
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            name = "RSA";
        } else if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            name = "EC";
        } else {
            throw problem("has a key of a kind that LDAP clients rarely know (" + algorithm + "); use EC P-256 or RSA");
        }
        try {
            return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException(
                    setting, "%s has an %s key that cannot be read: %s".formatted(file, name, e.getMessage()), e);
        }
    }

    private X509Certificate certificate(X509CertificateHolder holder) throws TlsException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
        } catch (CertificateException | IOException e) {
            throw new TlsException(setting, file + " has a certificate that cannot be read: " + e.getMessage(), e);
        }
    }

    private List<Object> objects() throws TlsException {
        List<Object> objects = new ArrayList<>();
        String text = new String(content, StandardCharsets.ISO_8859_1);
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
                objects.add(next);
            }
        } catch (IOException | RuntimeException e) {
            // The parser lets what ASN.1 it stumbles over through as it comes.
            throw new TlsException(
                    setting, file + " is not whole PEM: " + Objects.requireNonNullElse(e.getMessage(), e), e);
        }
        return objects;
    }

    private TlsException problem(String says) {
        return new TlsException(setting, file + " " + says);
    }
}
