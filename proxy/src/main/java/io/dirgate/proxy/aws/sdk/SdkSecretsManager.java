package io.dirgate.proxy.aws.sdk;

import io.dirgate.proxy.aws.AwsException;
import io.dirgate.proxy.aws.SecretsManager;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

final class SdkSecretsManager implements SecretsManager {
    private final SecretsManagerClient client;

    SdkSecretsManager(@Nullable String region) throws AwsException {
        client = Calls.client(SecretsManagerClient.builder(), region);
    }

    @Override
    public Version get(String secretId, String stage) throws AwsException {
        return Calls.inWords("secretsmanager:GetSecretValue", () -> version(secretId, stage));
    }

    @Override
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
