package io.dirgate.proxy.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates and keys from PEM text (RFC 7468). The JDK reads the usual cases: only certificates, or one PKCS#8
 * key. {@link EveryPem} reads all others, but verifying its signed jars takes an eighth of the gateway's start.
 */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("\\s*+-----BEGIN ([A-Z ]++)-----([A-Za-z0-9+/=\\s]++)-----END \\1-----\\s*+");

    private final String setting;
    private final String file;
    private final String text;

    /**
     * @param setting first part of error messages
     * @param file its name for messages
     */
    Pem(String setting, String file, byte[] content) {
        this.setting = setting;
        this.file = file;
        this.text = new String(content, StandardCharsets.ISO_8859_1);
    }

    /** All certificates in the order of the file; at least one. */
    List<X509Certificate> certificates() throws TlsException {
        List<byte[]> encoded = blocks("CERTIFICATE");
        if (encoded.isEmpty()) {
            encoded = new EveryPem(setting, file, text).certificates();
        }
        List<X509Certificate> certificates = new ArrayList<>();
        for (byte[] each : encoded) {
            certificates.add(certificate(each));
        }
        return certificates;
    }

    /** The first private key: PKCS#8, encrypted PKCS#8, PKCS#1 or SEC1. */
    PrivateKey privateKey(char @Nullable [] passphrase) throws TlsException {
        List<byte[]> encoded = blocks("PRIVATE KEY");
        PrivateKey key = encoded.size() == 1 ? privateKey(encoded.get(0)) : null;
        return key == null ? new EveryPem(setting, file, text).privateKey(passphrase) : key;
    }

    private static @Nullable PrivateKey privateKey(byte[] encoded) {
        for (String algorithm : List.of("EC", "RSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (GeneralSecurityException e) {
                // Another algorithm, or an invalid key: the last reader reports which.
            }
        }
        return null;
    }

    private X509Certificate certificate(byte[] encoded) throws TlsException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded));
        } catch (CertificateException e) {
            throw new TlsException(setting, file + " has a certificate that cannot be read: " + e.getMessage(), e);
        }
    }

    /** The contents of the blocks. Empty if the text contains anything other than blocks with this label. */
    private List<byte[]> blocks(String label) {
        List<byte[]> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.regionStart() < text.length()) {
            if (!block.lookingAt() || !block.group(1).equals(label)) {
                return List.of();
            }
            try {
                blocks.add(Base64.getMimeDecoder().decode(block.group(2)));
            } catch (IllegalArgumentException e) {
                return List.of();
            }
            block.region(block.end(), text.length());
        }
        return blocks;
    }
}
