package io.dirgate.certtool.aws.fake;

import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a certificate must share with the one that it replaces under the same ARN. */
final class AcmReimportRules {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private AcmReimportRules() {}

    static void check(X509Certificate old, X509Certificate replacement) {
        String algorithm = X509Facts.keyAlgorithm(old.getPublicKey());
        if (!Objects.equals(algorithm, X509Facts.keyAlgorithm(replacement.getPublicKey()))) {
            throw AwsFault.validation("The key type and size of the certificate cannot change on re-import.");
        }
        if (Collections.disjoint(X509Facts.names(old), X509Facts.names(replacement))) {
            throw AwsFault.validation("Not all of the domain names can be removed on re-import.");
        }
        boolean ecdsa = algorithm != null && algorithm.startsWith("EC");
        kept(
                "Key Usage",
                X509Facts.keyUsages(old),
                X509Facts.keyUsages(replacement),
                ecdsa ? "KEY_ENCIPHERMENT" : null);
        kept(
                "Extended Key Usage",
                X509Facts.extendedKeyUsages(old),
                X509Facts.extendedKeyUsages(replacement),
                CLIENT_AUTH);
    }

    private static void kept(
            String extension, @Nullable Set<String> old, @Nullable Set<String> replacement, @Nullable String mayGo) {
        if (old == null) {
            if (replacement != null) {
                throw AwsFault.validation(extension + " cannot be introduced on re-import.");
            }
            return;
        }
        Set<String> missing = new HashSet<>(old);
        missing.removeAll(replacement == null ? Set.of() : replacement);
        missing.removeIf(value -> value.equals(mayGo));
        if (!missing.isEmpty()) {
            throw AwsFault.validation(extension + " values cannot be removed on re-import: " + missing);
        }
    }
}
