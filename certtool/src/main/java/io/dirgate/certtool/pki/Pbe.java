package io.dirgate.certtool.pki;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.InputDecryptor;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/**
 * Encryption under a passphrase. PBES2 (RFC 8018) with PBKDF2 or scrypt, which is what is written, needs no provider but the JDK's:
 * BouncyCastle's takes a while to load. It does all else.
 */
final class Pbe {
    private static final int KEY_BITS = 256;
    private static final int SALT_BYTES = 16;
    private static final int IV_BYTES = 16;

    /** OWASP's figure for PBKDF2 with HMAC-SHA-256. */
    private static final int ITERATIONS = 600_000;

    /** One of OWASP's figures for scrypt, 16 MiB: OpenSSL by itself gives it no more than 32. */
    private static final int SCRYPT_COST = 1 << 14;

    private static final int SCRYPT_BLOCK = 8;
    private static final int SCRYPT_PARALLEL = 5;

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
                if (isKnown(parameters)) {
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

    private static boolean isKnown(PBES2Parameters parameters) {
        KeyDerivationFunc derivation = parameters.getKeyDerivationFunc();
        if (!AES.containsKey(parameters.getEncryptionScheme().getAlgorithm())) {
            return false;
        }
        ASN1ObjectIdentifier kind = derivation.getAlgorithm();
        if (kind.equals(MiscObjectIdentifiers.id_scrypt)) {
            return true;
        }
        return kind.equals(PKCSObjectIdentifiers.id_PBKDF2)
                && DIGESTS.containsKey(PBKDF2Params.getInstance(derivation.getParameters())
                        .getPrf()
                        .getAlgorithm());
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

    /** Encrypts by PBES2 under PBKDF2 with HMAC-SHA-256, which everything reads. */
    static OutputEncryptor pbkdf2(char[] passphrase, int iterations) throws OperatorCreationException {
        AlgorithmIdentifier digest = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
        return encryptor(
                new KeyDerivationFunc(
                        PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(random(SALT_BYTES), iterations, digest)),
                passphrase);
    }

    static OutputEncryptor pbkdf2(char[] passphrase) throws OperatorCreationException {
        return pbkdf2(passphrase, ITERATIONS);
    }

    /** Encrypts by PBES2 under scrypt, which costs a guesser with special hardware more, and the owner a third of the time. */
    static OutputEncryptor scrypt(char[] passphrase) throws OperatorCreationException {
        return encryptor(
                new KeyDerivationFunc(
                        MiscObjectIdentifiers.id_scrypt,
                        new ScryptParams(random(SALT_BYTES), SCRYPT_COST, SCRYPT_BLOCK, SCRYPT_PARALLEL)),
                passphrase);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static OutputEncryptor encryptor(KeyDerivationFunc derivation, char[] passphrase)
            throws OperatorCreationException {
        PBES2Parameters parameters = new PBES2Parameters(
                derivation,
                new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(random(IV_BYTES))));
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
        EncryptionScheme scheme = parameters.getEncryptionScheme();
        try {
            int bits = AES.getOrDefault(scheme.getAlgorithm(), KEY_BITS);
            byte[] key = key(parameters.getKeyDerivationFunc(), passphrase, bits);
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(
                    mode,
                    new SecretKeySpec(key, "AES"),
                    new IvParameterSpec(
                            DEROctetString.getInstance(scheme.getParameters()).getOctets()));
            return cipher;
        } catch (GeneralSecurityException | ArithmeticException | IllegalArgumentException e) {
            throw new OperatorCreationException("the encryption cannot be set up: " + e.getMessage(), e);
        }
    }

    private static byte[] key(KeyDerivationFunc derivation, char[] passphrase, int bits)
            throws GeneralSecurityException {
        if (derivation.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
            ScryptParams scrypt = ScryptParams.getInstance(derivation.getParameters());
            return SCrypt.generate(
                    new String(passphrase).getBytes(StandardCharsets.UTF_8),
                    scrypt.getSalt(),
                    scrypt.getCostParameter().intValueExact(),
                    scrypt.getBlockSize().intValueExact(),
                    scrypt.getParallelizationParameter().intValueExact(),
                    bits / Byte.SIZE);
        }
        PBKDF2Params pbkdf2 = PBKDF2Params.getInstance(derivation.getParameters());
        return SecretKeyFactory.getInstance(
                        "PBKDF2WithHmac" + DIGESTS.get(pbkdf2.getPrf().getAlgorithm()))
                .generateSecret(new PBEKeySpec(
                        passphrase, pbkdf2.getSalt(), pbkdf2.getIterationCount().intValueExact(), bits))
                .getEncoded();
    }
}
