package io.dirgate.certtool.aws.fake;

import io.dirgate.certtool.aws.fake.AcmCertificate.Content;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** The conditions that ACM's user guide sets for an import. */
final class AcmImportRules {
    private AcmImportRules() {}

    /** The content of an import that ACM takes; throws ValidationException for any other. */
    static Content check(byte[] certificatePem, byte[] keyPem, byte[] chainPem) {
        size("certificate", certificatePem, 32_768);
        size("privateKey", keyPem, 5_120);
        if (chainPem.length > 0) {
            size("certificateChain", chainPem, 2_097_152);
        }
        List<X509Certificate> leaf = certificates("certificate", certificatePem);
        if (leaf.size() != 1) {
            throw AwsFault.validation(
                    "Could not validate the certificate: the field Certificate contains more than one certificate. Please ensure the intermediate certificates are in the field CertificateChain.");
        }
        X509Certificate certificate = leaf.get(0);
        List<X509Certificate> chain = chainPem.length == 0 ? List.of() : certificates("certificate chain", chainPem);
        PrivateKeyInfo key = key(keyPem);
        certificate(certificate);
        matches(certificate, key);
        chain(certificate, chain);
        return new Content(certificate, chain, key);
    }

    private static void size(String member, byte[] value, int limit) {
        if (value.length < 1 || value.length > limit) {
            throw AwsFault.validation(
                    "1 validation error detected: Value at '%s' failed to satisfy constraint: Member must have length less than or equal to %d"
                            .formatted(member, limit));
        }
    }

    private static List<X509Certificate> certificates(String what, byte[] pem) {
        String text = new String(pem, StandardCharsets.US_ASCII);
        try {
            List<X509Certificate> parsed = X509Facts.parse(pem);
            if (!text.startsWith("-----BEGIN CERTIFICATE-----") || parsed.isEmpty()) {
                throw AwsFault.validation("The %s field is not PEM-encoded or is not valid.".formatted(what));
            }
            return parsed;
        } catch (CertificateException e) {
            throw AwsFault.validation("The %s field is not PEM-encoded or is not valid.".formatted(what));
        }
    }

    private static PrivateKeyInfo key(byte[] pem) {
        try (PEMParser parser = new PEMParser(new StringReader(new String(pem, StandardCharsets.US_ASCII)))) {
            Object parsed = parser.readObject();
            if (parsed instanceof PKCS8EncryptedPrivateKeyInfo || parsed instanceof PEMEncryptedKeyPair) {
                throw AwsFault.validation("The private key is encrypted. The private key must be unencrypted.");
            }
            if (parsed instanceof PrivateKeyInfo info) {
                return info;
            }
            if (parsed instanceof PEMKeyPair pair) {
                return pair.getPrivateKeyInfo();
            }
        } catch (IOException e) {
            throw AwsFault.validation("The private key is not supported.");
        }
        throw AwsFault.validation("The private key is not PEM-encoded or is not valid.");
    }

    private static void certificate(X509Certificate certificate) {
        if (certificate.getVersion() != 3) {
            throw AwsFault.validation("The certificate is not an X.509 version 3 certificate.");
        }
        if (certificate.getIssuerX500Principal().getName().isEmpty()) {
            throw AwsFault.validation("The Issuer field of the certificate must not be empty.");
        }
        try {
            certificate.checkValidity();
        } catch (CertificateException e) {
            throw AwsFault.validation("The certificate has expired or is not in effect yet, is not valid.");
        }
        if (X509Facts.keyAlgorithm(certificate.getPublicKey()) == null) {
            throw AwsFault.validation("The certificate's key algorithm is not supported.");
        }
        if (ocspUrlLength(certificate) > 1000) {
            throw AwsFault.validation("The OCSP authority URL of the certificate is longer than 1000 characters.");
        }
    }

    private static int ocspUrlLength(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.authorityInfoAccess.getId());
        if (extension == null) {
            return 0;
        }
        int longest = 0;
        byte[] value = DEROctetString.getInstance(extension).getOctets();
        for (AccessDescription access :
                AuthorityInformationAccess.getInstance(value).getAccessDescriptions()) {
            if (access.getAccessMethod().equals(AccessDescription.id_ad_ocsp)) {
                longest = Math.max(
                        longest, access.getAccessLocation().getName().toString().length());
            }
        }
        return longest;
    }

    /** A signature made by the one must verify by the other. */
    private static void matches(X509Certificate certificate, PrivateKeyInfo info) {
        try {
            PublicKey publicKey = certificate.getPublicKey();
            PrivateKey privateKey = new JcaPEMKeyConverter().getPrivateKey(info);
            if (publicKey.getAlgorithm().equals(privateKey.getAlgorithm())) {
                String algorithm = publicKey.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
                byte[] probe = {1, 2, 3};
                Signature signature = Signature.getInstance(algorithm);
                signature.initSign(privateKey);
                signature.update(probe);
                byte[] signed = signature.sign();
                signature.initVerify(publicKey);
                signature.update(probe);
                if (signature.verify(signed)) {
                    return;
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw AwsFault.validation("The private key is not supported.");
        }
        throw AwsFault.validation("The private key does not match the certificate.");
    }

    private static void chain(X509Certificate certificate, List<X509Certificate> chain) {
        if (chain.isEmpty() && !X509Facts.isSelfSigned(certificate)) {
            throw AwsFault.validation(
                    "Provided certificate is not a valid self signed. Please provide either a valid self-signed certificate or certificate chain.");
        }
        X509Certificate below = certificate;
        for (X509Certificate above : chain) {
            if (above.equals(certificate)) {
                throw AwsFault.validation(
                        "Could not validate the certificate with the certificate chain: it holds the leaf.");
            }
            if (!X509Facts.isSignedBy(below, above)) {
                throw AwsFault.validation("Could not validate the certificate with the certificate chain.");
            }
            below = above;
        }
    }
}
