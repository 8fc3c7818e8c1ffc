package io.dirgate.infra;

import static io.dirgate.infra.Template.list;
import static io.dirgate.infra.Template.map;
import static io.dirgate.infra.Template.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.config.ConfigException;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.config.GatewayConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** gateway.yaml, rendered with parameters as an operator gives them. */
class GatewayTemplateTest {
    private static final String CERTIFICATE = "arn:aws:acm:eu-central-1:123456789012:certificate/0-1";

    static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry("ArchiveBucket", "software"),
            Map.entry("ArchiveKey", "dirgate-0.1.0.tar.gz"),
            Map.entry("ArchiveSha256", "0".repeat(64)),
            Map.entry("VpcId", "vpc-0123456789abcdef0"),
            Map.entry("SubnetIds", "subnet-0123456789abcdef0,subnet-0123456789abcdef1"),
            Map.entry("TrustedNetwork", "10.0.0.0/8"),
            Map.entry("DirectoryId", "d-0123456789"),
            Map.entry("CertificateArn", CERTIFICATE),
            Map.entry("DnsName", "ldap.corp.example.com"));

    private static final Map<String, String> EVERYTHING = Map.of(
            "OpenStartTls", "yes",
            "OpenGlobalCatalog", "yes",
            "TrustedPrefixListId", "pl-0123456789abcdef0",
            "TrustedSecurityGroupId", "sg-0123456789abcdef0",
            "DirectorySecurityGroupId", "sg-0123456789abcdef1",
            "ScraperSecurityGroupId", "sg-0123456789abcdef2");

    static Rendering rendered(Map<String, String> more) {
        Map<String, String> parameters = new HashMap<>(PARAMETERS);
        parameters.putAll(more);
        return new Rendering(Template.named("gateway"), parameters);
    }

    @Test
    void theReadmeDrawsTheSecurityGroupsAsTheyAre() throws Exception {
        Set<String> graph = SecurityGraph.of(rendered(EVERYTHING).resources());
        String readme = Files.readString(Path.of("README.md"));
        String drawn = readme.substring(
                readme.indexOf("```graph\n") + 9, readme.indexOf("```", readme.indexOf("```graph\n") + 9));

        assertThat(drawn.lines().map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactlyInAnyOrderElementsOf(graph);
    }

    @Test
    void theReadmeHasEveryParameter() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        assertThat(Template.named("gateway").section("Parameters").keySet())
                .allSatisfy(name -> assertThat(readme).contains("| `" + name + "` | "));
    }

    @Test
    void theReadmeAsksForOutputsThatThereAre() throws Exception {
        Map<String, String> templates = Map.of(
                "ldap", "gateway", "ldap-green", "gateway", "ldap-network", "network", "ldap-directory", "directory");
        List<MatchResult> asked = Pattern.compile("\\(output ([a-z-]+) ([A-Za-z]+)\\)")
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .toList();

        assertThat(asked).hasSizeGreaterThan(5).allSatisfy(each -> assertThat(
                        Template.named(text(templates.get(each.group(1)))).section("Outputs"))
                .containsKey(each.group(2)));
    }

    @Test
    void fitsIntoARequest() throws Exception {
        assertThat(Files.size(Template.file("gateway")))
                .as("CloudFormation's limit without a bucket")
                .isLessThan(51_200);
    }

    @Test
    void withoutOptionsOnlyLdapsIsOpen() {
        assertThat(SecurityGraph.of(rendered(Map.of()).resources()))
                .contains("10.0.0.0/8 -> LoadBalancerSecurityGroup 636")
                .noneMatch(edge -> edge.contains("-> LoadBalancerSecurityGroup") && !edge.endsWith(" 636"))
                .filteredOn(edge -> edge.contains("-> GatewaySecurityGroup"))
                .containsExactlyInAnyOrder(
                        "LoadBalancerSecurityGroup -> GatewaySecurityGroup 636",
                        "LoadBalancerSecurityGroup -> GatewaySecurityGroup 8389");
    }

    @ParameterizedTest
    @CsvSource({
        "acm, LdapsTargets, 636, TCP", "acm, StartTlsTargets, 389, TCP", "acm, GlobalCatalogTargets, 3269, TCP",
        "acm, GlobalCatalogStartTlsTargets, 3268, TCP", "nlb, LdapsTargets, 636, TLS",
                "nlb, GlobalCatalogTargets, 3269, TLS"
    })
    void targetsAreCheckedByReadinessAndDrained(String source, String name, int port, String protocol) {
        boolean ends = source.equals("nlb");
        Map<String, Object> targets = rendered(Map.of(
                        "CertificateSource", source, "OpenStartTls", ends ? "no" : "yes", "OpenGlobalCatalog", "yes"))
                .properties(name);

        Map<String, Object> attributes = new TreeMap<>();
        list(targets.remove("TargetGroupAttributes"))
                .forEach(each ->
                        attributes.put(text(map(each).get("Key")), map(each).get("Value")));
        assertThat(attributes)
                .isEqualTo(Map.of(
                        "proxy_protocol_v2.enabled", ends ? "false" : "true",
                        "preserve_client_ip.enabled", ends ? "true" : "false",
                        "deregistration_delay.timeout_seconds", "60",
                        "deregistration_delay.connection_termination.enabled", "true",
                        "target_health_state.unhealthy.connection_termination.enabled", "false"));
        assertThat(targets)
                .isEqualTo(Map.ofEntries(
                        Map.entry("VpcId", "vpc-0123456789abcdef0"),
                        Map.entry("TargetType", "instance"),
                        Map.entry("Port", port),
                        Map.entry("Protocol", protocol),
                        Map.entry("HealthCheckProtocol", "HTTP"),
                        Map.entry("HealthCheckPort", "8389"),
                        Map.entry("HealthCheckPath", "/readyz"),
                        Map.entry("HealthCheckIntervalSeconds", 10),
                        Map.entry("HealthCheckTimeoutSeconds", 5),
                        Map.entry("HealthyThresholdCount", 2),
                        Map.entry("UnhealthyThresholdCount", 2),
                        Map.entry("Matcher", Map.of("HttpCode", "200"))));
    }

    @Test
    void aBalancerThatEndsTlsOffersKeyExchangeThatQuantumComputersDoNotBreak() {
        assertThat(rendered(Map.of("CertificateSource", "nlb")).properties("LdapsListenerEndingTls"))
                .containsEntry("SslPolicy", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09");
    }

    @Test
    void theBalancersNetworksAreAParameter() {
        assertThat(userData(Map.of("BalancerNetworks", "10.0.2.0/24,10.0.3.0/24")))
                .contains("networks='10.0.2.0/24,10.0.3.0/24'\n");
    }

    @Test
    void aTaskOnFargateIsNotEndedWhileTheDirectoryIsDown() {
        assertThat(Template.named("fargate").properties("LdapsTargets")).containsEntry("HealthCheckPath", "/healthz");
    }

    @ParameterizedTest
    @CsvSource({"acm, LdapsListener, TCP", "secret, LdapsListener, TCP", "nlb, LdapsListenerEndingTls, TLS"})
    void oneListenerServesLdaps(String source, String name, String protocol) {
        Map<String, Map<String, Object>> listeners =
                new TreeMap<>(rendered(Map.of("CertificateSource", source)).resources());
        listeners.values().removeIf(each -> !"AWS::ElasticLoadBalancingV2::Listener".equals(each.get("Type")));

        assertThat(listeners).containsOnlyKeys(name);
        assertThat(map(map(listeners.get(name)).get("Properties")))
                .containsEntry("Protocol", protocol)
                .containsEntry("Port", 636);
    }

    @Test
    void machinesAskForTokensEncryptTheirDiskAndHaveNoKeyPair() {
        Map<String, Object> machine =
                map(rendered(Map.of()).properties("LaunchTemplate").get("LaunchTemplateData"));

        assertThat(machine).doesNotContainKey("KeyName");
        assertThat(map(machine.get("MetadataOptions")))
                .containsEntry("HttpTokens", "required")
                .containsEntry("HttpPutResponseHopLimit", 1);
        assertThat(map(map(list(machine.get("BlockDeviceMappings")).get(0)).get("Ebs")))
                .containsEntry("Encrypted", true);
        assertThat(userData(Map.of()).getBytes(StandardCharsets.UTF_8))
                .as("EC2's limit")
                .hasSizeLessThan(16_384);
    }

    @ParameterizedTest
    @CsvSource({"true, 2, 4, 2, 2", "false, 1, 1, 1, 0"})
    void oneMachineOrSeveral(String available, String least, String most, int signals, int during) {
        Map<String, Object> group =
                map(rendered(Map.of("HighAvailability", available)).resources().get("AutoScalingGroup"));

        assertThat(map(group.get("Properties")))
                .containsEntry("MinSize", least)
                .containsEntry("MaxSize", most)
                .as("a directory that is down must not end the machines")
                .containsEntry("HealthCheckType", "EC2")
                .containsEntry(
                        "LifecycleHookSpecificationList",
                        List.of(Map.of(
                                "LifecycleHookName", "drain",
                                "LifecycleTransition", "autoscaling:EC2_INSTANCE_TERMINATING",
                                "HeartbeatTimeout", 300,
                                "DefaultResult", "CONTINUE")));
        assertThat(map(map(group.get("CreationPolicy")).get("ResourceSignal"))).containsEntry("Count", signals);
        assertThat(map(map(group.get("UpdatePolicy")).get("AutoScalingRollingUpdate")))
                .containsEntry("MinInstancesInService", during)
                .containsEntry("WaitOnResourceSignals", true);
    }

    @Test
    void theConfigurationNamesItsCertificateAndItsDirectory() {
        assertThat(userData(Map.of()))
                .contains(
                        "    tls: { acm: { arn: \"arn:aws:acm:eu-central-1:123456789012:certificate/0-1\" }, cache: {")
                .contains("  aws: { id: d-0123456789, region: eu-central-1, stateFile: /var/lib/dirgate/servers }");
        assertThat(userData(Map.of(
                        "CertificateSource",
                        "secret",
                        "StoredCertificateArn",
                        "arn:of-a-secret",
                        "DirectoryId",
                        "",
                        "Servers",
                        "10.0.1.10:389,10.0.2.10:389")))
                .contains("    tls: { secretsManager: { secretId: \"arn:of-a-secret\" }, cache: {")
                .contains("  servers: [10.0.1.10:389,10.0.2.10:389]");
    }

    @ParameterizedTest
    @CsvSource({"acm, acm:", "secret, secretsManager:"})
    void theGatewayTakesWhatTheTemplatesWrite(String source, String kind, @TempDir Path folder) throws Exception {
        Files.createFile(folder.resolve("cache-passphrase"));
        String userData = userData(
                Map.of("CertificateSource", source, "StoredCertificateArn", CERTIFICATE.replace("acm", source)));
        Matcher tls = Pattern.compile("tls: (\\{ " + kind + " .*})'").matcher(userData);
        Matcher directory = Pattern.compile("\\n *(aws: \\{.*})").matcher(userData);
        assertThat(tls.find() && directory.find()).isTrue();
        assertTaken("""
                listeners: [{ address: 0.0.0.0:636, tls: %s }]
                directory: { %s }
                """.formatted(tls.group(1), directory.group(1))
                .replace("cache-passphrase", folder + "/cache-passphrase")
                .replace("/var/lib/dirgate", folder.toString()));

        Map<String, Object> task = new Rendering(
                        Template.named("fargate"),
                        Map.ofEntries(
                                Map.entry("ImageUri", "registry.example.com/dirgate:1"),
                                Map.entry("VpcId", "vpc-0123456789abcdef0"),
                                Map.entry("BalancerNetworks", "10.0.2.0/24,10.0.3.0/24"),
                                Map.entry("SubnetIds", "subnet-0123456789abcdef0,subnet-0123456789abcdef1"),
                                Map.entry("TrustedNetwork", "10.0.0.0/8"),
                                Map.entry("DirectoryId", "d-0123456789"),
                                Map.entry("CertificateSource", source),
                                Map.entry("CertificateResourceArn", CERTIFICATE),
                                Map.entry("DnsName", "ldap.corp.example.com")))
                .properties("TaskDefinition");
        Map<String, Object> container =
                map(list(task.get("ContainerDefinitions")).get(0));
        assertTaken(text(map(list(container.get("Environment")).get(0)).get("Value")));
    }

    private static void assertTaken(String configuration) throws ConfigException {
        GatewayConfig config = ConfigLoader.parse(configuration, Path.of("."));
        assertThat(config.directory().aws()).isNotNull();
        assertThat(config.listeners().get(0).tls()).isNotNull();
    }

    static String userData(Map<String, String> more) {
        return text(map(rendered(more).properties("LaunchTemplate").get("LaunchTemplateData"))
                .get("UserData"));
    }
}
