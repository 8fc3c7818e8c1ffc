package io.dirgate.proxy.tls;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks a certificate before it is served. Each message states the actual and the expected value. */
final class CertificateCheck {
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private static final int MIN_RSA_BITS = 2048;

    private CertificateCheck() {}

    /** Null if the key belongs to the leaf; otherwise the reason, to append to the names of both files. */
    static @Nullable String mismatch(Credential credential) {
        String certificate = describe(credential.leaf().getPublicKey());
        String key = describe(credential.key());
        if (!certificate.equals(key)) {
            return "certificate has %s, key is %s".formatted(certificate, key);
        }
        return verifies(credential) ? null : "both are %s, but of different pairs".formatted(key);
    }

    /** Null if each certificate was issued by the one after it. */
    static @Nullable String disorder(List<X509Certificate> chain) {
        for (int i = 1; i < chain.size(); i++) {
            X509Certificate issued = chain.get(i - 1);
            X509Certificate issuer = chain.get(i);
            if (!issued.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
                return "certificate %d is %s, but the one before it was issued by %s; the server's own comes first, then its issuers in order"
                        .formatted(i + 1, issuer.getSubjectX500Principal(), issued.getIssuerX500Principal());
            }
            try {
                issued.verify(issuer.getPublicKey());
            } catch (GeneralSecurityException e) {
                return "certificate %d has the name of the issuer of the one before it (%s), but not its key"
                        .formatted(i + 1, issuer.getSubjectX500Principal());
            }
        }
        return null;
    }

    /** Null if current clients and servers accept the key. */
    static @Nullable String weakKey(X509Certificate certificate) {
        return certificate.getPublicKey() instanceof RSAKey rsa
                        && rsa.getModulus().bitLength() < MIN_RSA_BITS
                ? "has an RSA key of %d bits, not %d at least"
                        .formatted(rsa.getModulus().bitLength(), MIN_RSA_BITS)
                : null;
    }

    /**
     * Null if the issuer's signature is strong enough. The signature of a root is not checked, because it proves
     * nothing.
     */
    static @Nullable String weakSignature(X509Certificate certificate) {
        boolean root = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
        return !root && certificate.getSigAlgName().startsWith("SHA1") ? "is signed with SHA-1" : null;
    }

    /** Null if the leaf is permitted for TLS servers. */
    static @Nullable String wrongPurpose(X509Certificate leaf) {
        try {
            List<String> purposes = leaf.getExtendedKeyUsage();
            boolean fits =
                    purposes == null || purposes.contains(SERVER_AUTHENTICATION) || purposes.contains(ANY_PURPOSE);
            return fits ? null : "is not for servers: its extended key usage lacks serverAuth";
        } catch (CertificateParsingException e) {
            return "has an extended key usage that cannot be read";
        }
    }

    /** Null if the leaf is valid at {@code now}. */
    static @Nullable String outOfTime(X509Certificate leaf, Instant now) {
        Instant from = leaf.getNotBefore().toInstant();
        Instant until = leaf.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            return "is not valid before %s; it is %s".formatted(from, now);
        }
        return now.isAfter(until) ? "expired at %s; it is %s".formatted(until, now) : null;
    }

    private static boolean verifies(Credential credential) {
        PrivateKey key = credential.key();
        byte[] probe = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(key instanceof RSAKey ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(credential.leaf().getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String describe(Key key) {
        if (key instanceof RSAKey rsa) {
            return "RSA " + rsa.getModulus().bitLength();
        }
        return key instanceof ECKey ec ? "EC P-" + ec.getParams().getOrder().bitLength() : key.getAlgorithm();
    }
}
