package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTNamedCurves;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/** The kinds of key that the tool makes: what every client, ACM and Windows take. */
public enum KeyKind {
    EC_P256("secp256r1"),
    EC_P384("secp384r1"),
    RSA_2048(2048),
    RSA_3072(3072),
    RSA_4096(4096);

    private static final int FEWEST_RSA_BITS = 2048;

    private final String curve;
    private final int bits;

    KeyKind(String curve) {
        this.curve = curve;
        this.bits = 0;
    }

    KeyKind(int bits) {
        this.curve = "";
        this.bits = bits;
    }

    public KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(bits == 0 ? "EC" : "RSA");
            generator.initialize(
                    bits == 0
                            ? new ECGenParameterSpec(curve)
                            : new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java runtime cannot make an " + this + " key", e);
        }
    }

    /** As on the command line: {@code ec-p256}, {@code rsa-2048}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads {@code ec-p256}, also {@code p256}, {@code EC P-256}, {@code rsa2048} and the like. */
    public static KeyKind parse(String text) {
        String wanted = squeeze(text);
        for (KeyKind kind : values()) {
            String name = squeeze(kind.toString());
            if (wanted.equals(name) || ("ec" + wanted).equals(name)) {
                return kind;
            }
        }
        throw Failure.usage("'" + text + "' is not a kind of key; there are "
                + Arrays.stream(values()).map(KeyKind::toString).collect(Collectors.joining(", ")));
    }

    private static String squeeze(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Any key in a person's words, such as {@code EC P-256}, {@code EC secp256k1} or {@code RSA 2048}. */
    public static String describe(Key key) {
        if (key instanceof RSAKey rsa) {
            return "RSA " + rsa.getModulus().bitLength();
        }
        AlgorithmIdentifier algorithm = algorithm(key);
        if (algorithm == null || !algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return algorithm != null && algorithm.getAlgorithm().equals(EdECObjectIdentifiers.id_Ed25519)
                    ? "Ed25519"
                    : key.getAlgorithm();
        }
        return "EC "
                + (algorithm.getParameters() instanceof ASN1ObjectIdentifier curve
                        ? curve(curve)
                        : "on an unnamed curve");
    }

    /** Whether clients of today refuse it for its size. */
    public static boolean isWeak(PublicKey key) {
        return key instanceof RSAKey rsa && rsa.getModulus().bitLength() < FEWEST_RSA_BITS;
    }

    /** Whether it is of a kind that every client takes. */
    public static boolean isWidelyKnown(PublicKey key) {
        return key instanceof RSAKey
                || List.of("EC P-256", "EC P-384", "EC P-521").contains(describe(key));
    }

    private static String curve(ASN1ObjectIdentifier curve) {
        String nist = NISTNamedCurves.getName(curve);
        String name = nist != null ? nist : ECNamedCurveTable.getName(curve);
        return name == null ? curve.getId() : name;
    }

    private static @Nullable AlgorithmIdentifier algorithm(Key key) {
        try {
            return key instanceof PrivateKey
                    ? PrivateKeyInfo.getInstance(key.getEncoded()).getPrivateKeyAlgorithm()
                    : SubjectPublicKeyInfo.getInstance(key.getEncoded()).getAlgorithm();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The signature that fits a key: SHA-256, or the digest as strong as a larger curve. */
    static String signatureFor(Key key) {
        if (key instanceof ECKey ec) {
            int size = ec.getParams().getCurve().getField().getFieldSize();
            return (size <= 256 ? "SHA256" : size <= 384 ? "SHA384" : "SHA512") + "withECDSA";
        }
        return key instanceof RSAKey ? "SHA256withRSA" : key.getAlgorithm();
    }

    /** The kind of an existing key; refused if it is one that the tool does not make. */
    public static KeyKind of(PublicKey key) {
        return parse(describe(key));
    }

    /** Whether both keys are of one kind and size, as ACM asks for when a certificate is replaced. */
    public static boolean alike(PublicKey one, PublicKey other) {
        return describe(one).equals(describe(other));
    }
}
