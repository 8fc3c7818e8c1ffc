package io.dirgate.certtool.pki;

import io.dirgate.certtool.files.Reading;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in files. Written as PKCS#8; read as PKCS#8, PKCS#1 or SEC 1, PEM or DER, encrypted or not. Only an encrypted key
 * needs BouncyCastle's provider, which takes a while to load and is never registered with the runtime.
 */
public final class Keys {
    /** Costs a guesser, and the CA at each start, about a fifth of a second a try. */
    private static final int ITERATIONS = 200_000;

    private static final ASN1ObjectIdentifier CIPHER = NISTObjectIdentifiers.id_aes256_CBC;

    private Keys() {}

    /**
     * Reads the first private key of a file and computes its public key.
     *
     * @param passphrase asked for only if the key is encrypted; may return null
     */
    public static KeyPair read(Path file, Callable<char @Nullable []> passphrase) throws IOException {
        return parse(Reading.bytes(file), file, passphrase);
    }

    /** As {@link #read}, of content that is in memory; {@code file} names it in errors. */
    public static KeyPair parse(byte[] content, Path file, Callable<char @Nullable []> passphrase) throws IOException {
        try {
            PrivateKeyInfo key = content.length > 0 && content[0] == 0x30
                    ? fromDer(content, file, passphrase)
                    : fromPem(content, file, passphrase);
            PrivateKey privateKey = new JcaPEMKeyConverter().getPrivateKey(key);
            return new KeyPair(PublicKeys.of(key), privateKey);
        } catch (PEMException e) {
            throw new Failure(file + ": this kind of private key is not supported: " + e.getMessage(), e);
        }
    }

    /** Reads a key that must not be encrypted. */
    public static KeyPair readPlain(Path file) throws IOException {
        return read(file, () -> null);
    }

    private static PrivateKeyInfo fromPem(byte[] content, Path file, Callable<char @Nullable []> passphrase)
            throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(new String(content, StandardCharsets.ISO_8859_1)))) {
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                if (found instanceof PrivateKeyInfo key) {
                    return key;
                }
                if (found instanceof PEMKeyPair pair) {
                    return pair.getPrivateKeyInfo();
                }
                if (found instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
                    return decrypt(encrypted, file, passphrase);
                }
                if (found instanceof PEMEncryptedKeyPair encrypted) {
                    return decrypt(encrypted, file, passphrase);
                }
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof Failure) {
                throw e;
            }
            throw new Failure(file + ": the private key in it is damaged: " + e.getMessage(), e);
        }
        throw new Failure(file + " holds no private key");
    }

    private static PrivateKeyInfo fromDer(byte[] content, Path file, Callable<char @Nullable []> passphrase)
            throws IOException {
        try {
            return PrivateKeyInfo.getInstance(content);
        } catch (IllegalArgumentException notPlain) {
            try {
                return decrypt(new PKCS8EncryptedPrivateKeyInfo(content), file, passphrase);
            } catch (PEMException | IllegalArgumentException e) {
                throw new Failure(file + " holds no private key", e);
            }
        }
    }

    private static PrivateKeyInfo decrypt(
            PKCS8EncryptedPrivateKeyInfo encrypted, Path file, Callable<char @Nullable []> passphrase) {
        char[] secret = secretFor(file, passphrase);
        try {
            InputDecryptorProvider decryptor = new JcePKCSPBEInputDecryptorProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(secret);
            return encrypted.decryptPrivateKeyInfo(decryptor);
        } catch (PKCSException e) {
            throw wrongPassphrase(file, e);
        }
    }

    private static PrivateKeyInfo decrypt(
            PEMEncryptedKeyPair encrypted, Path file, Callable<char @Nullable []> passphrase) {
        char[] secret = secretFor(file, passphrase);
        try {
            return encrypted
                    .decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                            .setProvider(new BouncyCastleProvider())
                            .build(secret))
                    .getPrivateKeyInfo();
        } catch (IOException e) {
            throw wrongPassphrase(file, e);
        }
    }

    private static Failure wrongPassphrase(Path file, Exception cause) {
        return new Failure(file + ": the passphrase does not open this private key", cause);
    }

    private static char[] secretFor(Path file, Callable<char @Nullable []> passphrase) {
        char[] secret;
        try {
            secret = passphrase.call();
        } catch (Failure e) {
            throw e;
        } catch (Exception e) {
            throw new Failure(file + ": its passphrase cannot be read: " + e.getMessage(), e);
        }
        if (secret == null) {
            throw new Failure(
                    file + ": the private key is encrypted; an unencrypted one or its passphrase is needed here");
        }
        return secret;
    }

    /** PKCS#8 in PEM, encrypted (PBES2, AES-256-CBC, PBKDF2 with HMAC-SHA-256) if there is a passphrase. */
    public static byte[] pem(PrivateKey key, char @Nullable [] passphrase) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            PrivateKeyInfo content = PublicKeys.within(PrivateKeyInfo.getInstance(key.getEncoded()));
            writer.writeObject(
                    passphrase == null
                            ? new PKCS8Generator(content, null)
                            : new PKCS8Generator(
                                    content,
                                    new JceOpenSSLPKCS8EncryptorBuilder(CIPHER)
                                            .setProvider(new BouncyCastleProvider())
                                            .setPRF(PKCS8Generator.PRF_HMACSHA256)
                                            .setIterationCount(ITERATIONS)
                                            .setPassword(passphrase)
                                            .build()));
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a certificate's public key belongs to this pair. */
    public static boolean match(KeyPair pair, PublicKey certified) {
        return Arrays.equals(pair.getPublic().getEncoded(), certified.getEncoded());
    }
}
