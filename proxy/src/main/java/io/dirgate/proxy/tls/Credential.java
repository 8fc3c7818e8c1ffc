package io.dirgate.proxy.tls;

import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * A certificate chain with the leaf's private key.
 *
 * @param chain the leaf first; never empty
 */
record Credential(PrivateKey key, List<X509Certificate> chain) {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    Credential {
        chain = List.copyOf(chain);
    }

    X509Certificate leaf() {
        return chain.get(0);
    }

    /**
     * DNS names and addresses in lower case; the subject's common name if the certificate has none (RFC 6125 section
     * 6.4.4).
     */
    List<String> names() {
        List<String> names = alternativeNames(leaf());
        String commonName = commonName();
        return names.isEmpty() && commonName != null ? List.of(commonName) : names;
    }

    boolean hasAlternativeNames() {
        return !alternativeNames(leaf()).isEmpty();
    }

    /** DNS names and addresses in a certificate's subjectAltName, in lower case. */
    static List<String> alternativeNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names =
                    Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.<List<?>>of());
            return names.stream()
                    .filter(name -> name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS))
                    .map(name -> name.get(1).toString().toLowerCase(Locale.ROOT))
                    .distinct()
                    .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private @Nullable String commonName() {
        try {
            return new LdapName(leaf().getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(value -> value.toString().toLowerCase(Locale.ROOT))
                            .findFirst()
                            .orElse(null);
        } catch (InvalidNameException e) {
            return null;
        }
    }
}
