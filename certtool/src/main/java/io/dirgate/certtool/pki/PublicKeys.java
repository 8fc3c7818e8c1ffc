package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Public keys, read from DER or computed from private keys. */
public final class PublicKeys {
    private PublicKeys() {}

    /** Reads a SubjectPublicKeyInfo in DER (RFC 5280 section 4.1). */
    public static PublicKey read(byte[] der) {
        try {
            return new JcaPEMKeyConverter().getPublicKey(SubjectPublicKeyInfo.getInstance(der));
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure("that is no public key: " + e.getMessage(), e);
        }
    }

    static PublicKey of(PrivateKeyInfo key) throws IOException {
        AlgorithmIdentifier algorithm = key.getPrivateKeyAlgorithm();
        ASN1ObjectIdentifier kind = algorithm.getAlgorithm();
        SubjectPublicKeyInfo info;
        if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            RSAPrivateKey rsa = RSAPrivateKey.getInstance(key.parsePrivateKey());
            info = new SubjectPublicKeyInfo(algorithm, new RSAPublicKey(rsa.getModulus(), rsa.getPublicExponent()));
        } else if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            info = new SubjectPublicKeyInfo(algorithm, point(key));
        } else if (kind.equals(EdECObjectIdentifiers.id_Ed25519)) {
            byte[] seed = ASN1OctetString.getInstance(key.parsePrivateKey()).getOctets();
            info = new SubjectPublicKeyInfo(
                    algorithm,
                    new Ed25519PrivateKeyParameters(seed, 0).generatePublicKey().getEncoded());
        } else {
            throw new Failure("private keys of the kind " + kind + " are not supported; use an EC or RSA key");
        }
        return new JcaPEMKeyConverter().getPublicKey(info);
    }

    /** An EC key with its public key inside, which RFC 5915 leaves open, the JDK leaves out and GnuTLS cannot do without. */
    static PrivateKeyInfo within(PrivateKeyInfo key) throws IOException {
        AlgorithmIdentifier algorithm = key.getPrivateKeyAlgorithm();
        if (!algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return key;
        }
        DERBitString point = new DERBitString(point(key));
        X9ECParameters curve = ECNamedCurveTable.getByOID(ASN1ObjectIdentifier.getInstance(algorithm.getParameters()));
        ECPrivateKey bare = ECPrivateKey.getInstance(key.parsePrivateKey());
        int bits = curve.getN().bitLength();
        return new PrivateKeyInfo(algorithm, new ECPrivateKey(bits, bare.getKey(), point, null));
    }

    private static byte[] point(PrivateKeyInfo key) throws IOException {
        if (!(key.getPrivateKeyAlgorithm().getParameters() instanceof ASN1ObjectIdentifier name)) {
            throw new Failure("EC keys on a curve without a name are not supported; use P-256 or P-384");
        }
        X9ECParameters curve = ECNamedCurveTable.getByOID(name);
        if (curve == null) {
            throw new Failure("EC keys on the curve " + name + " are not supported; use P-256 or P-384");
        }
        BigInteger scalar = ECPrivateKey.getInstance(key.parsePrivateKey()).getKey();
        return new FixedPointCombMultiplier().multiply(curve.getG(), scalar).getEncoded(false);
    }
}
