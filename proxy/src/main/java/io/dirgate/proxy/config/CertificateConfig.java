package io.dirgate.proxy.config;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and its key, from one of four sources. Files are watched and AWS is queried repeatedly: a changed pair
 * is checked, then served to new connections.
 */
public record CertificateConfig(
        @Setting(
                means =
                        "PEM file: the server's certificate first, then its intermediate certificates, without the root.")
        @Nullable
        Path certificate,

        @Setting(means = "PEM file of the private key: PKCS#8 (also encrypted), PKCS#1 or SEC1.") @Nullable
        Path privateKey,

        @Setting(means = "Instead of `certificate` and `privateKey`: a PKCS#12 file with the key and its chain.")
        @Nullable
        Path pkcs12,

        @Setting(means = "Instead: an exportable certificate in ACM. It is exported again when ACM has renewed it.")
        @Nullable
        AcmConfig acm,

        @Setting(means = "Instead: a secret with the key and its chain, as PEM or PKCS#12.") @Nullable
        SecretConfig secretsManager,

        @Setting(means = "File whose first line is the passphrase of the encrypted key or of the PKCS#12 file.")
        @Nullable
        Path passphraseFile,

        @Setting(
                means = "Stores the last good certificate and key from AWS, so that the gateway can start while AWS is"
                        + " unreachable. Absent: such a start fails.")
        @Nullable
        CertificateCacheConfig cache) {

    public CertificateConfig {
        Contradictions found = new Contradictions();
        long places = Stream.of(certificate == null ? privateKey : certificate, pkcs12, acm, secretsManager)
                .filter(place -> place != null)
                .count();
        String one = "only one of certificate, pkcs12, acm and secretsManager can be given";
        found.when(
                places == 0,
                "certificate",
                "is missing; give it with its privateKey, or pkcs12, acm or secretsManager");
        found.when(places > 1, acm != null ? "acm" : secretsManager != null ? "secretsManager" : "pkcs12", one);
        found.when(places == 1 && certificate == null && privateKey != null, "certificate", "is missing");
        found.when(places == 1 && certificate != null && privateKey == null, "privateKey", "is missing");
        found.when(
                acm != null && passphraseFile != null,
                "passphraseFile",
                "is not used with acm: a passphrase is made for each export and forgotten");
        found.when(
                cache != null && acm == null && secretsManager == null, "cache", "is not used with files; remove it");
        found.raise();
    }

    /** A pair of PEM files. */
    public CertificateConfig(Path certificate, Path privateKey, @Nullable Path passphraseFile) {
        this(certificate, privateKey, null, null, null, passphraseFile, null);
    }

    /** True if it must be fetched from AWS. */
    public boolean isFromAws() {
        return acm != null || secretsManager != null;
    }

    /** The source, for logs. */
    public String source() {
        if (acm != null) {
            return acm.arn();
        } else if (secretsManager != null) {
            return secretsManager.secretId();
        }
        return String.valueOf(pkcs12 == null ? certificate : pkcs12);
    }
}
