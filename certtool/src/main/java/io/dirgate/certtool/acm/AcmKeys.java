package io.dirgate.certtool.acm;

import io.dirgate.certtool.pki.KeyKind;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kinds of key that ACM takes, by ACM's names. */
final class AcmKeys {
    /** All of them: a list request that does not name them gets the RSA ones up to 2048 bits only. */
    static final List<String> ALL =
            List.of("RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1");

    private AcmKeys() {}

    /** ACM's name of the key's kind, or null if ACM takes no such key. */
    static @Nullable String name(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            String name = "RSA_" + rsa.getModulus().bitLength();
            return ALL.contains(name) ? name : null;
        }
        return switch (KeyKind.describe(key)) {
            case "EC P-256" -> "EC_prime256v1";
            case "EC P-384" -> "EC_secp384r1";
            case "EC P-521" -> "EC_secp521r1";
            default -> null;
        };
    }
}
