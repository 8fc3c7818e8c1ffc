package io.dirgate.certtool.pki;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The order of certificates: which one issued which. */
public final class Chain {
    private Chain() {}

    /** The certificate and, as far as the others reach, its issuers in order; ends with a root or where the next one is missing. */
    public static List<X509Certificate> from(X509Certificate leaf, Collection<X509Certificate> others) {
        List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
        X509Certificate last = leaf;
        while (!isSelfSigned(last)) {
            X509Certificate issuer = issuer(last, others);
            if (issuer == null || chain.contains(issuer)) {
                break;
            }
            chain.add(issuer);
            last = issuer;
        }
        return List.copyOf(chain);
    }

    /** All certificates with the end of the chain first: the one that vouches for no other. A single one is the end by itself. */
    public static List<X509Certificate> inOrder(List<X509Certificate> certificates) {
        return from(newestEnd(certificates), certificates);
    }

    /** All of them, those of {@link #inOrder} first. */
    static List<X509Certificate> leafFirst(List<X509Certificate> certificates) {
        if (certificates.isEmpty()) {
            return List.of();
        }
        Set<X509Certificate> all = new LinkedHashSet<>(inOrder(certificates));
        all.addAll(certificates);
        return List.copyOf(all);
    }

    /** The certificate that vouches for no other; of several, as after a renewal, the one made last. */
    public static X509Certificate newestEnd(List<X509Certificate> certificates) {
        return certificates.stream()
                .filter(each -> certificates.stream().noneMatch(other -> !other.equals(each) && vouches(each, other)))
                .max(Comparator.comparing((X509Certificate each) -> each.getBasicConstraints() < 0)
                        .thenComparing(X509Certificate::getNotBefore))
                .orElse(certificates.get(0));
    }

    /** The certificate of a key, the one made last if there are several; null if there is none. */
    public static @Nullable X509Certificate newestOf(List<X509Certificate> certificates, PublicKey key) {
        return certificates.stream()
                .filter(each -> Arrays.equals(each.getPublicKey().getEncoded(), key.getEncoded()))
                .max(Comparator.comparing(X509Certificate::getNotBefore))
                .orElse(null);
    }

    /** The chain without its root, as a server sends it. Clients that trust the root have it. */
    public static List<X509Certificate> withoutRoot(List<X509Certificate> chain) {
        int last = chain.size() - 1;
        return last > 0 && isSelfSigned(chain.get(last)) ? chain.subList(0, last) : chain;
    }

    private static @Nullable X509Certificate issuer(X509Certificate certificate, Collection<X509Certificate> others) {
        return others.stream()
                .filter(other -> !other.equals(certificate) && vouches(other, certificate))
                .findFirst()
                .orElse(null);
    }

    public static boolean isSelfSigned(X509Certificate certificate) {
        return vouches(certificate, certificate);
    }

    /** Whether the one has signed the other: names, key identifiers and the signature itself. */
    public static boolean vouches(X509Certificate issuer, X509Certificate certificate) {
        if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        byte[] wanted = KeyIdentifiers.authority(certificate);
        byte[] found = KeyIdentifiers.subject(issuer);
        if (wanted != null && found != null && !Arrays.equals(wanted, found)) {
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
