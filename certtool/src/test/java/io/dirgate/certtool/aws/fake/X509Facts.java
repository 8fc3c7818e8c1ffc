package io.dirgate.certtool.aws.fake;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;

/** What AWS reads out of an X.509 certificate, in AWS's words. */
final class X509Facts {
    private static final List<String> KEY_USAGES = List.of(
            "DIGITAL_SIGNATURE",
            "NON_REPUDIATION",
            "KEY_ENCIPHERMENT",
            "DATA_ENCIPHERMENT",
            "KEY_AGREEMENT",
            "CERTIFICATE_SIGNING",
            "CRL_SIGNING",
            "ENCIPHER_ONLY",
            "DECIPHER_ONLY");
    private static final Map<String, String> EXTENDED_KEY_USAGES = Map.of(
            "1.3.6.1.5.5.7.3.1", "TLS_WEB_SERVER_AUTHENTICATION",
            "1.3.6.1.5.5.7.3.2", "TLS_WEB_CLIENT_AUTHENTICATION",
            "1.3.6.1.5.5.7.3.3", "CODE_SIGNING",
            "1.3.6.1.5.5.7.3.4", "EMAIL_PROTECTION",
            "2.5.29.37.0", "ANY");

    private X509Facts() {}

    static List<X509Certificate> parse(byte[] pem) throws CertificateException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (var certificate :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
            certificates.add((X509Certificate) certificate);
        }
        return certificates;
    }

    static String pem(X509Certificate certificate) {
        try {
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    /** ACM's name of the key's algorithm; null for one that ACM does not take. */
    static @Nullable String keyAlgorithm(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            return Set.of(1024, 2048, 3072, 4096).contains(bits) ? "RSA_" + bits : null;
        }
        if (key instanceof ECPublicKey ec) {
            return switch (ec.getParams().getOrder().bitLength()) {
                case 256 -> "EC_prime256v1";
                case 384 -> "EC_secp384r1";
                case 521 -> "EC_secp521r1";
                default -> null;
            };
        }
        return null;
    }

    /** Null if the certificate has no key usage extension. */
    static @Nullable Set<String> keyUsages(X509Certificate certificate) {
        boolean[] bits = certificate.getKeyUsage();
        if (bits == null) {
            return null;
        }
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < bits.length; i++) {
            if (bits[i]) {
                names.add(KEY_USAGES.get(i));
            }
        }
        return names;
    }

    /** Null if the certificate has no extended key usage extension. */
    static @Nullable Set<String> extendedKeyUsages(X509Certificate certificate) {
        try {
            List<String> oids = certificate.getExtendedKeyUsage();
            return oids == null ? null : new LinkedHashSet<>(oids);
        } catch (CertificateParsingException e) {
            throw AwsFault.validation("the extended key usage cannot be read");
        }
    }

    static String extendedKeyUsageName(String oid) {
        return EXTENDED_KEY_USAGES.getOrDefault(oid, "CUSTOM");
    }

    static @Nullable String commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(rdn -> rdn.getValue().toString())
                            .findFirst()
                            .orElse(null);
        } catch (InvalidNameException e) {
            return null;
        }
    }

    /** Common name and DNS names, lower case. */
    static Set<String> names(X509Certificate certificate) {
        Set<String> names = new TreeSet<>(dnsNames(certificate));
        String commonName = commonName(certificate);
        if (commonName != null) {
            names.add(commonName.toLowerCase(Locale.ROOT));
        }
        return names;
    }

    static Set<String> dnsNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            Set<String> dns = new LinkedHashSet<>();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                if (name.get(0).equals(2)) {
                    dns.add(name.get(1).toString());
                }
            }
            return dns;
        } catch (CertificateParsingException e) {
            throw AwsFault.validation("the subject alternative names cannot be read");
        }
    }

    static boolean isSelfSigned(X509Certificate certificate) {
        return isSignedBy(certificate, certificate);
    }

    static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
