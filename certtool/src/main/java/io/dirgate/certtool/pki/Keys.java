package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in files. Written as PKCS#8; read as PKCS#8, PKCS#1 or SEC 1, PEM or DER, encrypted or not. BouncyCastle's provider,
 * which takes a while to load, is needed only for encryptions of old and is never registered with the runtime.
 */
public final class Keys {
    private Keys() {}

    /**
     * Reads the private key of a file, which must hold one only, and computes its public key.
     *
     * @param passphrase asked for only if the key is encrypted; may return null
     */
    public static KeyPair read(Path file, Callable<char @Nullable []> passphrase) throws IOException {
        return of(PkiFile.read(file), passphrase);
    }

    /** The one private key of a file. */
    public static KeyPair of(PkiFile file, Callable<char @Nullable []> passphrase) throws IOException {
        PkiFile.Part part = file.single("private key", Kind.KEY, Kind.ENCRYPTED_KEY);
        return pair(part, file.name(), passphrase);
    }

    static KeyPair pair(PkiFile.Part part, String name, Callable<char @Nullable []> passphrase) throws IOException {
        try {
            return pair(part.kind() == Kind.KEY ? plain(part.der()) : decrypt(part, name, passphrase));
        } catch (PEMException e) {
            throw new Failure(name + ": this kind of private key is not supported: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new Failure(name + ": the private key in it is damaged: " + e.getMessage(), e);
        }
    }

    /** Reads a key that must not be encrypted. */
    public static KeyPair readPlain(Path file) throws IOException {
        return read(file, () -> null);
    }

    static KeyPair pair(PrivateKeyInfo key) throws IOException {
        return new KeyPair(PublicKeys.of(key), new JcaPEMKeyConverter().getPrivateKey(key));
    }

    /** PKCS#8, or one of the forms of old, which say by themselves what kind of key they are. */
    private static PrivateKeyInfo plain(byte[] der) throws IOException {
        ASN1Sequence content = ASN1Sequence.getInstance(der);
        if (content.getObjectAt(1) instanceof ASN1OctetString) {
            ECPrivateKey key = ECPrivateKey.getInstance(content);
            return new PrivateKeyInfo(
                    new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key);
        }
        if (content.getObjectAt(1) instanceof ASN1Integer) {
            return new PrivateKeyInfo(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                    RSAPrivateKey.getInstance(content));
        }
        return PrivateKeyInfo.getInstance(content);
    }

    private static PrivateKeyInfo decrypt(PkiFile.Part part, String name, Callable<char @Nullable []> passphrase)
            throws IOException {
        char[] secret = secretFor(name, passphrase);
        Pem.Block block = part.block();
        if (block == null || block.headers().isEmpty()) {
            return decrypt(new PKCS8EncryptedPrivateKeyInfo(part.der()), name, secret);
        }
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(block.object());
        }
        try (PEMParser parser = new PEMParser(new StringReader(text.toString()))) {
            if (parser.readObject() instanceof PEMEncryptedKeyPair encrypted) {
                return encrypted
                        .decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                                .setProvider(new BouncyCastleProvider())
                                .build(secret))
                        .getPrivateKeyInfo();
            }
            throw new Failure(name + ": this kind of encrypted private key is not supported");
        } catch (IOException e) {
            throw wrongPassphrase(name, e);
        }
    }

    private static PrivateKeyInfo decrypt(PKCS8EncryptedPrivateKeyInfo encrypted, String name, char[] secret) {
        try {
            return encrypted.decryptPrivateKeyInfo(Pbe.decryptor(secret));
        } catch (PKCSException e) {
            throw wrongPassphrase(name, e);
        }
    }

    private static Failure wrongPassphrase(String name, Exception cause) {
        return new Failure(name + ": the passphrase does not open this private key", cause);
    }

    private static char[] secretFor(String name, Callable<char @Nullable []> passphrase) {
        char[] secret;
        try {
            secret = passphrase.call();
        } catch (Failure e) {
            throw e;
        } catch (Exception e) {
            throw new Failure(name + ": its passphrase cannot be read: " + e.getMessage(), e);
        }
        if (secret == null) {
            throw new Failure(
                    name + ": the private key is encrypted; an unencrypted one or its passphrase is needed here");
        }
        return secret;
    }

    /** PKCS#8 in PEM, encrypted (PBES2, AES-256-CBC, PBKDF2 with HMAC-SHA-256) if there is a passphrase. */
    public static byte[] pem(PrivateKey key, char @Nullable [] passphrase) {
        try {
            return write(key, passphrase == null ? null : Pbe.pbkdf2(passphrase));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link #pem} for a key that this tool or OpenSSL opens, often: encrypted under scrypt, which opens in less time. */
    public static byte[] pemOfCa(PrivateKey key, char @Nullable [] passphrase) {
        try {
            return write(key, passphrase == null ? null : Pbe.scrypt(passphrase));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] write(PrivateKey key, @Nullable OutputEncryptor encryptor) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            PrivateKeyInfo content = PublicKeys.within(PrivateKeyInfo.getInstance(key.getEncoded()));
            writer.writeObject(new PKCS8Generator(content, encryptor));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a certificate's public key belongs to this pair. */
    public static boolean match(KeyPair pair, PublicKey certified) {
        return Arrays.equals(pair.getPublic().getEncoded(), certified.getEncoded());
    }

    /** How two keys differ that should be one, for the end of a sentence: their kinds and fingerprints. */
    public static String difference(PublicKey key, PublicKey certified) {
        return "the certificate has " + describe(certified) + ", the private key is " + describe(key);
    }

    /** The fingerprint is over the public key in DER, as {@code openssl pkey -pubout -outform DER | sha256sum} prints it. */
    private static String describe(PublicKey key) {
        try {
            byte[] print = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return KeyKind.describe(key) + " (SHA-256 " + HexFormat.of().formatHex(print) + ")";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
