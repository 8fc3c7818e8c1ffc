package io.dirgate.certtool.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file that a command has written: the one shape in which all commands list them. It never contains a secret.
 *
 * @param sha256 the fingerprint of the first certificate in the file, null if it holds none
 * @param notAfter the end of that certificate
 */
public record Written(
        String path,
        Kind kind,
        @Nullable String sha256,
        @Nullable Instant notAfter) {
    /** What a file is for. */
    public enum Kind {
        PRIVATE_KEY,
        CERTIFICATE,
        /** A certificate and its issuers, as a server sends them. */
        CHAIN,
        /** Roots for clients to trust. */
        TRUSTED_ROOTS,
        REQUEST,
        CRL,
        /** A private key with its chain, as PKCS#12 or JKS. */
        KEY_STORE,
        /** Trusted certificates, as PKCS#12 or JKS. */
        TRUST_STORE,
        PASSPHRASE,
        /** Settings of the gateway, a client or certtool itself. */
        CONFIGURATION,
        SYSTEMD_UNIT;

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A file without a certificate. */
    public static Written of(Path path, Kind kind) {
        return new Written(path.toString(), kind, null, null);
    }
}
