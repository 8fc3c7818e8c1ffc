package io.dirgate.certtool.pki;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.InputDecryptor;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/**
 * Encryption under a passphrase. PBES2 with PBKDF2 (RFC 8018), which is what is written, is done by the JDK, whose SHA-256 is several
 * times as fast as BouncyCastle's: the same time buys more iterations. All else is BouncyCastle's.
 */
final class Pbe {
    private static final int KEY_BITS = 256;
    private static final int SALT_BYTES = 16;
    private static final int IV_BYTES = 16;

    private static final Map<ASN1ObjectIdentifier, String> DIGESTS = Map.of(
            PKCSObjectIdentifiers.id_hmacWithSHA1, "SHA1",
            PKCSObjectIdentifiers.id_hmacWithSHA224, "SHA224",
            PKCSObjectIdentifiers.id_hmacWithSHA256, "SHA256",
            PKCSObjectIdentifiers.id_hmacWithSHA384, "SHA384",
            PKCSObjectIdentifiers.id_hmacWithSHA512, "SHA512");

    /** The ciphers with their key's bits. */
    private static final Map<ASN1ObjectIdentifier, Integer> AES = Map.of(
            NISTObjectIdentifiers.id_aes128_CBC, 128,
            NISTObjectIdentifiers.id_aes192_CBC, 192,
            NISTObjectIdentifiers.id_aes256_CBC, KEY_BITS);

    private Pbe() {}

    /**
     * Opens what was encrypted under a passphrase.
     *
     * @param old the passphrase as the algorithms of PKCS#12 take it, which some programs spell in another way
     * @param terminated whether these take an empty passphrase with its terminator (RFC 7292 appendix B.1)
     */
    static InputDecryptorProvider decryptor(char[] passphrase, char[] old, boolean terminated) {
        return algorithm -> {
            if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
                PBES2Parameters parameters = PBES2Parameters.getInstance(algorithm.getParameters());
                if (isOfJdk(parameters)) {
                    return decryptor(algorithm, parameters, passphrase);
                }
                return bouncy(false).build(passphrase).get(algorithm);
            }
            return bouncy(terminated).build(old).get(algorithm);
        };
    }

    static InputDecryptorProvider decryptor(char[] passphrase) {
        return decryptor(passphrase, passphrase, false);
    }

    private static JcePKCSPBEInputDecryptorProviderBuilder bouncy(boolean terminated) {
        return new JcePKCSPBEInputDecryptorProviderBuilder()
                .setProvider(new BouncyCastleProvider())
                .setTryWrongPKCS12Zero(terminated);
    }

    private static boolean isOfJdk(PBES2Parameters parameters) {
        KeyDerivationFunc derivation = parameters.getKeyDerivationFunc();
        return derivation.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)
                && DIGESTS.containsKey(PBKDF2Params.getInstance(derivation.getParameters())
                        .getPrf()
                        .getAlgorithm())
                && AES.containsKey(parameters.getEncryptionScheme().getAlgorithm());
    }

    private static InputDecryptor decryptor(
            AlgorithmIdentifier algorithm, PBES2Parameters parameters, char[] passphrase)
            throws OperatorCreationException {
        Cipher cipher = cipher(Cipher.DECRYPT_MODE, parameters, passphrase);
        return new InputDecryptor() {
            @Override
            public AlgorithmIdentifier getAlgorithmIdentifier() {
                return algorithm;
            }

            @Override
            public InputStream getInputStream(InputStream encrypted) {
                return new CipherInputStream(encrypted, cipher);
            }
        };
    }

    /** Encrypts by PBES2: PBKDF2 with HMAC-SHA-256, AES-256-CBC. */
    static OutputEncryptor encryptor(char[] passphrase, int iterations) throws OperatorCreationException {
        SecureRandom random = new SecureRandom();
        byte[] salt = new byte[SALT_BYTES];
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(salt);
        random.nextBytes(iv);
        AlgorithmIdentifier digest = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
        PBES2Parameters parameters = new PBES2Parameters(
                new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, iterations, digest)),
                new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)));
        Cipher cipher = cipher(Cipher.ENCRYPT_MODE, parameters, passphrase);
        return new OutputEncryptor() {
            @Override
            public AlgorithmIdentifier getAlgorithmIdentifier() {
                return new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters);
            }

            @Override
            public OutputStream getOutputStream(OutputStream plain) {
                return new CipherOutputStream(plain, cipher);
            }

            @Override
            public GenericKey getKey() {
                throw new UnsupportedOperationException("the key is in the cipher alone");
            }
        };
    }

    private static Cipher cipher(int mode, PBES2Parameters parameters, char[] passphrase)
            throws OperatorCreationException {
        PBKDF2Params derivation =
                PBKDF2Params.getInstance(parameters.getKeyDerivationFunc().getParameters());
        EncryptionScheme scheme = parameters.getEncryptionScheme();
        try {
            String digest = DIGESTS.get(derivation.getPrf().getAlgorithm());
            int bits = AES.getOrDefault(scheme.getAlgorithm(), KEY_BITS);
            byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmac" + digest)
                    .generateSecret(new PBEKeySpec(
                            passphrase,
                            derivation.getSalt(),
                            derivation.getIterationCount().intValueExact(),
                            bits))
                    .getEncoded();
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(
                    mode,
                    new SecretKeySpec(key, "AES"),
                    new IvParameterSpec(
                            DEROctetString.getInstance(scheme.getParameters()).getOctets()));
            return cipher;
        } catch (GeneralSecurityException | ArithmeticException e) {
            throw new OperatorCreationException("the encryption cannot be set up: " + e.getMessage(), e);
        }
    }
}
