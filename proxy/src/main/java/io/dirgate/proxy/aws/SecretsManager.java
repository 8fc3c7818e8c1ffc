package io.dirgate.proxy.aws;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** AWS Secrets Manager: a secret's versions. */
public final class SecretsManager implements AutoCloseable {
    /** A version of a secret: its id and what it holds, text or not. */
    public static final class Version {
        private final String id;
        private final byte[] content;

        Version(String id, byte[] content) {
            this.id = id;
            this.content = content;
        }

        public String id() {
            return id;
        }

        public byte[] content() {
            return content.clone();
        }
    }

    private final SecretsManagerClient client;

    /** @param region null: as AWS's own chain has it */
    public SecretsManager(@Nullable String region) throws AwsException {
        client = Calls.client(SecretsManagerClient.builder(), region);
    }

    public Version get(String secretId, String stage) throws AwsException {
        return Calls.inWords("secretsmanager:GetSecretValue", () -> version(secretId, stage));
    }

    /** Null where no version has that staging label. */
    public @Nullable Version find(String secretId, String stage) throws AwsException {
        try {
            return get(secretId, stage);
        } catch (AwsException e) {
            if (e.getCause() instanceof ResourceNotFoundException) {
                return null;
            }
            throw e;
        }
    }

    private Version version(String secretId, String stage) {
        GetSecretValueResponse value =
                client.getSecretValue(request -> request.secretId(secretId).versionStage(stage));
        byte[] content = value.secretBinary() == null
                ? value.secretString().getBytes(StandardCharsets.UTF_8)
                : value.secretBinary().asByteArray();
        return new Version(value.versionId(), content);
    }

    @Override
    public void close() {
        client.close();
    }
}
