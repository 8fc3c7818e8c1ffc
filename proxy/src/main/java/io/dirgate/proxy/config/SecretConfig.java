package io.dirgate.proxy.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A secret in AWS Secrets Manager that holds a certificate with its key. */
@Shorthand("secretId")
public record SecretConfig(
        @Setting(
                means =
                        "The secret's name or ARN. It holds PEM text (key, certificate and chain in one), or PKCS#12 as binary or in"
                                + " base64.")
        String secretId,

        @Setting(
                byDefault = "AWSCURRENT",
                means =
                        "Staging label of the version to serve. Where AWSCURRENT is not fit to be served, AWSPREVIOUS is.")
        String versionStage,

        @Setting(means = "Its Region. Absent: the ARN's, else as AWS's own tools find it.") @Nullable
        String region,

        @Setting(
                byDefault = "5m",
                atLeast = "1s",
                atMost = "24h",
                means = "Time between two questions whether there is a new version.")
        Duration refresh) {

    public SecretConfig {
        Contradictions found = new Contradictions();
        found.when(secretId.isBlank(), "secretId", "is empty; give the secret's name or ARN");
        found.when(versionStage.isBlank(), "versionStage", "is empty; AWSCURRENT is the usual one");
        found.raise();
        region = region == null && secretId.matches("arn:[a-z-]+:secretsmanager:[a-z0-9-]+:.*")
                ? secretId.split(":")[3]
                : region;
    }
}
