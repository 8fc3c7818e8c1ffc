package io.dirgate.infra;

import static io.dirgate.infra.Template.list;
import static io.dirgate.infra.Template.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.config.GatewayConfig;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The manifests, against the schema that Kubernetes' own Java client was generated from: unknown fields, missing ones, wrong types. */
class KubernetesTest {
    private static final Path FOLDER = Path.of("kubernetes");

    private static final Map<String, Schema> SCHEMAS = Map.of(
            "apps/v1 Deployment", V1Deployment::validateJsonElement,
            "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::validateJsonElement,
            "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "v1 Namespace", V1Namespace::validateJsonElement,
            "v1 Service", V1Service::validateJsonElement,
            "v1 ServiceAccount", V1ServiceAccount::validateJsonElement);

    static Stream<String> resources() throws IOException {
        return list(yaml("kustomization.yaml").get("resources")).stream().map(Object::toString);
    }

    @ParameterizedTest
    @MethodSource("resources")
    void fitsItsSchema(String file) throws IOException {
        validate(yaml(file));
    }

    @Test
    void theSchemaKnowsAWrongField() throws IOException {
        Map<String, Object> deployment = yaml("deployment.yaml");
        map(map(map(deployment.get("spec")).get("template")).get("spec")).put("serviceAcountName", "dirgate");

        assertThatThrownBy(() -> validate(deployment)).hasMessageContaining("serviceAcountName");
    }

    @Test
    void theGatewayTakesItsConfiguration(@TempDir Path secret) throws Exception {
        Files.createFile(secret.resolve("tls.crt"));
        Files.createFile(secret.resolve("tls.key"));
        String mounted =
                Files.readString(FOLDER.resolve("dirgate.yaml")).replace("/etc/dirgate-tls", secret.toString());

        GatewayConfig config = ConfigLoader.parse(mounted, FOLDER);

        assertThat(config.listeners()).hasSize(2);
        Map<String, Object> pod = map(
                map(map(yaml("deployment.yaml").get("spec")).get("template")).get("spec"));
        assertThat(Duration.ofSeconds((Integer) pod.get("terminationGracePeriodSeconds")))
                .as("a pod may end its sessions")
                .isGreaterThan(config.shutdown().atMost());
    }

    @Test
    void everyFileIsListed() throws IOException {
        Map<String, Object> kustomization = yaml("kustomization.yaml");
        List<Object> generated =
                list(map(list(kustomization.get("configMapGenerator")).get(0)).get("files"));
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Stream.of(
                                    list(kustomization.get("resources")),
                                    generated,
                                    List.<Object>of("kustomization.yaml"))
                            .flatMap(List::stream)
                            .map(Object::toString)
                            .toList());
        }
    }

    @Test
    void podsAreRestrictedProbedAndDrained() throws IOException {
        Map<String, Object> pod = map(
                map(map(yaml("deployment.yaml").get("spec")).get("template")).get("spec"));
        Map<String, Object> container = map(list(pod.get("containers")).get(0));

        assertThat(map(pod.get("securityContext")))
                .containsEntry("runAsNonRoot", true)
                .containsKey("seccompProfile");
        assertThat(map(container.get("securityContext")))
                .containsEntry("readOnlyRootFilesystem", true)
                .containsEntry("allowPrivilegeEscalation", false)
                .hasEntrySatisfying(
                        "capabilities", dropped -> assertThat(dropped).hasToString("{drop=[ALL]}"));
        assertThat(container.get("readinessProbe").toString()).contains("/readyz");
        assertThat(container.get("livenessProbe").toString()).contains("/healthz");
    }

    private static void validate(Map<String, Object> resource) throws IOException {
        String kind = resource.get("apiVersion") + " " + resource.get("kind");
        assertThat(SCHEMAS).containsKey(kind);
        SCHEMAS.get(kind).validate(new Gson().toJsonTree(resource));
    }

    private static Map<String, Object> yaml(String file) throws IOException {
        try (Reader text = Files.newBufferedReader(FOLDER.resolve(file))) {
            return map(new Yaml().load(text));
        }
    }

    @FunctionalInterface
    private interface Schema {
        void validate(JsonElement resource) throws IOException;
    }
}
