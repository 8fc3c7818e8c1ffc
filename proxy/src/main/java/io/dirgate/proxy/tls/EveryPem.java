package io.dirgate.proxy.tls;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

/**
 * Reads certificates and keys from PEM text with BouncyCastle. Supports every format that people and tools use, and
 * mixtures of them.
 */
final class EveryPem {
    private static final Pattern CUT = Pattern.compile("-----(END [A-Z ]+)-----? not found");

    private final String setting;
    private final String file;
    private final String text;

    EveryPem(String setting, String file, String text) {
        this.setting = setting;
        this.file = file;
        this.text = text;
    }

    /** All certificates in DER, in the order of the file; at least one. */
    List<byte[]> certificates() throws TlsException {
        List<byte[]> certificates = new ArrayList<>();
        for (Object object : objects()) {
            if (object instanceof X509CertificateHolder holder) {
                certificates.add(encoded(holder));
            }
        }
        if (certificates.isEmpty()) {
            throw problem("has no certificate in it" + instead("certificate"));
        }
        return certificates;
    }

    PrivateKey privateKey(char @Nullable [] passphrase) throws TlsException {
        for (Object object : objects()) {
            PrivateKeyInfo key = keyInfo(object, passphrase);
            if (key != null) {
                return privateKey(key);
            }
        }
        throw problem("has no private key in it" + instead("private key"));
    }

    /** Describes the content that was found in place of the expected one. */
    private String instead(String wanted) {
        if (text.contains("-----BEGIN CERTIFICATE REQUEST") || text.contains("-----BEGIN NEW CERTIFICATE REQUEST")) {
            return ", but a request for one: give the certificate that the authority has issued for it";
        }
        if (wanted.equals("private key") && text.contains("-----BEGIN CERTIFICATE")) {
            return ", but a certificate: are certificate and privateKey mixed up?";
        }
        if (wanted.equals("certificate") && text.contains("PRIVATE KEY-----")) {
            return ", but a private key: are certificate and privateKey mixed up?";
        }
        return wanted.equals("certificate")
                ? "; it must be a PEM file with -----BEGIN CERTIFICATE-----"
                : "; it must be a PEM file with -----BEGIN PRIVATE KEY----- or the like";
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

    private byte[] encoded(X509CertificateHolder holder) throws TlsException {
        try {
            return holder.getEncoded();
        } catch (IOException e) {
            throw new TlsException(setting, file + " has a certificate that cannot be read: " + e.getMessage(), e);
        }
    }

    private List<Object> objects() throws TlsException {
        List<Object> objects = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
                objects.add(next);
            }
        } catch (IOException | RuntimeException e) {
            // The parser may throw exceptions of its ASN.1 reader.
            throw new TlsException(setting, file + " is not whole PEM: " + fault(e), e);
        }
        return objects;
    }

    private static String fault(Exception e) {
        Matcher cut = CUT.matcher(String.valueOf(e.getMessage()));
        return cut.find()
                ? "the line -----%s----- is missing; the file is cut off, copy it again".formatted(cut.group(1))
                : String.valueOf(Objects.requireNonNullElse(e.getMessage(), e));
    }

    private TlsException problem(String says) {
        return new TlsException(setting, file + " " + says);
    }
}
