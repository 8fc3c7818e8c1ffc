package io.dirgate.infra;

import static io.dirgate.infra.Template.list;
import static io.dirgate.infra.Template.map;
import static io.dirgate.infra.Template.text;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

        assertThat(config.listeners()).hasSize(4);
        Map<String, Object> pod = map(
                map(map(yaml("deployment.yaml").get("spec")).get("template")).get("spec"));
        assertThat(Duration.ofSeconds(Integer.parseInt(text(pod.get("terminationGracePeriodSeconds")))))
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
        assertThat(text(container.get("readinessProbe"))).contains("/readyz");
        assertThat(text(container.get("livenessProbe"))).contains("/healthz");
    }

    @Test
    void theMemoryLimitSpeaksOfTheHeapThatTheGatewayHas() throws IOException {
        String flags = Files.readString(Path.of("..", "bin", "dirgate.jvm"));
        String heap = flags.replaceAll("(?s).*-Xmx(\\d+)m\\b.*", "$1");
        String buffers = flags.replaceAll("(?s).*MaxDirectMemorySize=(\\d+)m\\b.*", "$1");

        assertThat(Files.readString(FOLDER.resolve("deployment.yaml")))
                .contains("# Heap " + heap + " MiB and buffers " + buffers + " MiB at most");
    }

    @Test
    void onlyTheBalancersNetworksAreBelievedAndOnlyTheyAndTheScraperReachTheAdminPort() throws IOException {
        Map<String, Object> policy = map(yaml("networkpolicy.yaml").get("spec"));
        List<Object> ingress = list(policy.get("ingress"));
        List<String> balancer = blocks(map(ingress.get(0)).get("from"));

        assertThat(balancer)
                .hasSizeGreaterThan(1)
                .allMatch(network -> Integer.parseInt(network.replaceAll(".*/", "")) >= 24);
        Map<String, Object> configuration = yaml("dirgate.yaml");
        assertThat(list(configuration.get("listeners")).stream()
                        .map(listener -> map(listener))
                        .filter(listener -> listener.containsKey("proxyProtocol"))
                        .map(listener -> map(listener.get("proxyProtocol")).get("from")))
                .hasSize(2)
                .allSatisfy(from -> assertThat(from).isEqualTo(balancer));
        assertThat(ingress.stream().filter(rule -> rule.toString().contains("port=admin")))
                .as("the balancer and the scraper")
                .hasSize(2)
                .satisfiesOnlyOnce(rule -> assertThat(rule.toString()).contains("podSelector=", "prometheus"));
        assertThat(blocks(map(list(policy.get("egress")).get(0)).get("to")))
                .isEqualTo(list(map(configuration.get("directory")).get("servers")).stream()
                        .map(server -> server.toString().replaceAll(":.*", "/32"))
                        .toList());
    }

    @Test
    void clientsInTheClusterReachListenersThatExpectNoHeader() throws IOException {
        Map<String, Object> container =
                map(list(map(map(map(yaml("deployment.yaml").get("spec")).get("template"))
                                        .get("spec"))
                                .get("containers"))
                        .get(0));
        Map<Object, Object> portOf = list(container.get("ports")).stream()
                .collect(Collectors.toMap(
                        port -> map(port).get("name"), port -> map(port).get("containerPort")));
        Map<Object, Map<String, Object>> listenerOf = list(yaml("dirgate.yaml").get("listeners")).stream()
                .map(Template::map)
                .collect(Collectors.toMap(
                        listener ->
                                Integer.valueOf(text(listener.get("address")).replaceAll(".*:", "")),
                        listener -> listener));

        for (String service : List.of("service.yaml", "service-in-cluster.yaml")) {
            boolean balanced = service.equals("service.yaml");
            assertThat(list(map(yaml(service).get("spec")).get("ports")))
                    .hasSize(2)
                    .allSatisfy(port -> assertThat(
                                    map(listenerOf.get(portOf.get(map(port).get("targetPort"))))
                                            .containsKey("proxyProtocol"))
                            .isEqualTo(balanced));
        }
    }

    private static List<String> blocks(@Nullable Object peers) {
        return list(peers).stream()
                .map(peer -> text(map(map(peer).get("ipBlock")).get("cidr")))
                .toList();
    }

    private static void validate(Map<String, Object> resource) throws IOException {
        String kind = resource.get("apiVersion") + " " + resource.get("kind");
        Schema schema = SCHEMAS.get(kind);
        if (schema == null) {
            throw new AssertionError("no schema for " + kind);
        }
        schema.validate(new Gson().toJsonTree(resource));
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
