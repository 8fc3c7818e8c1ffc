package io.dirgate.proxy.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A secret in AWS Secrets Manager that holds a certificate with its key. */
@Shorthand("secretId")
public record SecretConfig(
        @Setting(
                means = "Name or ARN of the secret. It contains PEM text (key, certificate and chain together), or"
                        + " PKCS#12 as binary or in base64.")
        String secretId,

        @Setting(
                byDefault = "AWSCURRENT",
                means = "Staging label of the version to use. If AWSCURRENT cannot be used, AWSPREVIOUS is used.")
        String versionStage,

        @Setting(means = "Region of the secret. Absent: the Region in the ARN, or as AWS's own tools find it.")
        @Nullable
        String region,

        @Setting(byDefault = "5m", atLeast = "1s", atMost = "24h", means = "How often to check for a new version.")
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
