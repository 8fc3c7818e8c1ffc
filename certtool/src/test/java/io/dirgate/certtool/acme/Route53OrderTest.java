package io.dirgate.certtool.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Certtool;
import io.dirgate.certtool.Cli;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.aws.fake.FakeRecords;
import io.dirgate.certtool.aws.fake.FakeRoute53;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names are proved to a real ACME server by records in a stand-in for Route 53, which that server's DNS then has. */
class Route53OrderTest {
    private final FakeRoute53 route53 = FakeRoute53.start();

    @TempDir
    Path folder;

    private Pebble pebble;

    @BeforeEach
    void start() throws Exception {
        pebble = Pebble.start(folder, false);
        route53.publishTo(pebble::publish);
    }

    @AfterEach
    void stop() throws Exception {
        route53.close();
        if (pebble != null) {
            pebble.close();
        }
    }

    private String[] order(Object... more) {
        List<Object> words = new ArrayList<>(List.of(
                "acme",
                "order",
                "--server",
                pebble.directory(),
                "--server-ca",
                pebble.serverCa(),
                "--agree-tos",
                "--out-dir",
                folder.resolve("live"),
                "--dns",
                "route53",
                "--resolver",
                pebble.resolver()));
        words.addAll(List.of(more));
        return words.stream().map(Object::toString).toArray(String[]::new);
    }

    private Cli run(String... names) {
        List<String> words = new ArrayList<>(List.of(order("--endpoint-url", route53.endpoint())));
        Arrays.stream(names).forEach(name -> words.addAll(List.of("--name", name)));
        return Cli.run(words.toArray());
    }

    @Test
    void wildcardAndBareNameAreProvedByOneRecordSetAndRenewedTheSameWay() throws Exception {
        FakeRecords zone = route53.addZone("Z1", "example.com.", false);

        Cli ordered = run("*.corp.example.com", "corp.example.com");

        assertThat(ordered.exitCode()).as(ordered.err()).isZero();
        assertThat(ordered.err())
                .contains("setting the TXT record _acme-challenge.corp.example.com. in the hosted zone Z1")
                .doesNotContain("warning");
        Path live = folder.resolve("live");
        assertThat(Tool.ok("openssl", "x509", "-noout", "-text", "-in", live.resolve("server.crt")))
                .contains("DNS:*.corp.example.com", "DNS:corp.example.com");
        assertThat(route53.actions().stream().filter("route53:GetChange"::equals))
                .as("its name servers are awaited once for both")
                .hasSize(1);
        assertThat(zone.all()).isEmpty();
        assertThat(live.resolve("acme.json")).content().contains("\"route53\" : {", pebble.resolver());

        Cli renewed = Cli.run("renew", "--acme", "--out-dir", live, "--now");
        assertThat(renewed.exitCode()).as(renewed.err()).isZero();
        assertThat(zone.all()).isEmpty();
    }

    @Test
    void theRecordIsSetWhereAnAliasLeads() {
        FakeRecords zone = route53.addZone("Z7", "acme.example.net.", false);
        pebble.alias("_acme-challenge.ldap.corp.example.com.", "7f3a.acme.example.net.");

        Cli ordered = run("ldap.corp.example.com");

        assertThat(ordered.exitCode()).as(ordered.err()).isZero();
        assertThat(ordered.err()).contains("is an alias of 7f3a.acme.example.net.");
        assertThat(zone.all()).isEmpty();
    }

    @Test
    void aliasesThatGoRoundAreRefused() {
        route53.addZone("Z7", "example.net.", false);
        pebble.alias("_acme-challenge.a.example.net.", "b.example.net.");
        pebble.alias("b.example.net.", "_acme-challenge.a.example.net.");

        assertThat(run("a.example.net").err()).contains("_acme-challenge.a.example.net. has more than 8 CNAME records");
        assertThat(route53.actions()).isEmpty();
    }

    @Test
    void aRecordThatTheCaDoesNotSeeIsTakenBack() {
        FakeRecords zone = route53.addZone("Z1", "example.com.", false);
        route53.publishTo((name, values) -> {});

        Cli ordered = run("ldap.corp.example.com");

        assertThat(ordered.exitCode()).isEqualTo(1);
        assertThat(ordered.err()).contains("could not verify ldap.corp.example.com by dns-01", "name servers delegate");
        assertThat(zone.all()).isEmpty();
        assertThat(route53.actions()).contains("route53:ChangeResourceRecordSets");
        assertThat(folder.resolve("live/privatekey.pem")).doesNotExist();
    }

    @Test
    void aProcessThatIsToldToEndTakesTheRecordBack() throws Exception {
        FakeRecords zone = route53.addZone("Z1", "example.com.", false);
        route53.delayNext(Integer.MAX_VALUE);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Certtool.class.getName()));
        command.addAll(List.of(order("--name", "ldap.corp.example.com")));
        Path said = folder.resolve("said");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().clear();
        // No Region, and the endpoint by the SDK's own variable for this service.
        builder.environment()
                .putAll(Map.of(
                        "AWS_ACCESS_KEY_ID", "AKIAEXAMPLE",
                        "AWS_SECRET_ACCESS_KEY", "not-a-secret",
                        "AWS_CONFIG_FILE", "/nonexistent",
                        "AWS_EC2_METADATA_DISABLED", "true",
                        "AWS_ENDPOINT_URL_ROUTE_53", route53.endpoint().toString()));
        Process process = builder.start();
        try {
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> !process.isAlive() || route53.actions().contains("route53:GetChange"));
            assertThat(process.isAlive()).as(Files.readString(said)).isTrue();
            assertThat(zone.all()).hasSize(1);

            process.destroy();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(zone.all()).as(Files.readString(said)).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whatDoesNotGoTogetherIsSaidAtOnce() {
        assertThat(Cli.run((Object[]) order("--name", "a.example.com", "--dns-hook", "/bin/true"))
                        .err())
                .contains("either --dns or --dns-hook");
        assertThat(Cli.run(
                                "acme",
                                "order",
                                "--server",
                                pebble.directory(),
                                "--name",
                                "a.example.com",
                                "--out-dir",
                                folder,
                                "--hosted-zone",
                                "Z1")
                        .err())
                .contains("need --dns route53");
        assertThat(route53.actions()).isEmpty();
    }
}
