package io.dirgate.proxy.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Secrets Manager: each new value makes the one before {@code AWSPREVIOUS}. */
public final class FakeSecrets {
    private record Value(String version, String member, String content) {}

    private final Map<String, Value> values = new ConcurrentHashMap<>();

    public void put(String name, String text) {
        put(name, new Value(UUID.randomUUID().toString(), "SecretString", text));
    }

    public void put(String name, byte[] bytes) {
        String base64 = Base64.getEncoder().encodeToString(bytes);
        put(name, new Value(UUID.randomUUID().toString(), "SecretBinary", base64));
    }

    private void put(String name, Value value) {
        Value before = values.put(name + " AWSCURRENT", value);
        if (before != null) {
            values.put(name + " AWSPREVIOUS", before);
        }
    }

    JsonNode answer(String operation, JsonNode request) {
        if (!operation.equals("GetSecretValue")) {
            throw new Fault("UnknownOperationException", "secretsmanager:" + operation + " is not played here");
        }
        String name = request.path("SecretId").asText();
        String stage = request.path("VersionStage").asText("AWSCURRENT");
        Value value = values.get(name + " " + stage);
        if (value == null) {
            throw new Fault(
                    "ResourceNotFoundException",
                    "Secrets Manager can't find the specified secret value for staging label: " + stage);
        }
        return FakeAws.JSON
                .createObjectNode()
                .put("Name", name)
                .put("VersionId", value.version)
                .put(value.member, value.content);
    }
}
