package io.dirgate.certtool.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import io.dirgate.certtool.Cli;
import io.dirgate.certtool.TlsServer;
import io.dirgate.certtool.aws.fake.FakeAws;
import io.dirgate.certtool.ca.TwoLevelCa;
import io.dirgate.certtool.cli.Context;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir
    Path folder;

    Path live;
    Path config;
    InMemoryDirectoryServer server;

    @BeforeEach
    void install() throws Exception {
        live = TwoLevelCa.in(folder).issue("live", "--name", "localhost", "--ip", "127.0.0.1");
        var tls = TlsServer.context(
                Keys.readPlain(live.resolve("privatekey.pem")).getPrivate(),
                Certificates.read(live.resolve("chain.pem")));
        InMemoryDirectoryServerConfig directory = new InMemoryDirectoryServerConfig("dc=example");
        directory.setListenerConfigs(InMemoryListenerConfig.createLDAPSConfig(
                "ldaps", InetAddress.getLoopbackAddress(), 0, tls.getServerSocketFactory(), null));
        server = new InMemoryDirectoryServer(directory);
        server.startListening();
        config = configure("127.0.0.1:" + server.getListenPort());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path configure(String address) throws Exception {
        return configureSource("servers: [\"" + address + "\"]");
    }

    private Path configureSource(String source) throws Exception {
        return configureSource(source, server.getListenPort());
    }

    /** The directory server stands for the gateway as well. */
    private Path configureSource(String source, int gatewayPort) throws Exception {
        return Files.writeString(folder.resolve("gateway.yaml"), """
                listeners:
                  - address: 0.0.0.0:%d
                    tls: { certificate: live/chain.pem, privateKey: live/privatekey.pem }
                directory:
                  transport: ldaps
                  %s
                  tls: { ca: live/ca.pem }
                """.formatted(gatewayPort, source));
    }

    @Test
    void healthyInstallationIsFine() {
        Cli ran = Cli.ok("doctor", "--config", config, "--name", "localhost");
        assertThat(ran.out())
                .contains(
                        "days left",
                        "belongs to the certificate",
                        "is a name of the certificate",
                        "leads to",
                        "limits of 200, 100 and 47 days do not apply",
                        "X25519, post-quantum: no",
                        "ldaps://127.0.0.1")
                .doesNotContain("wrong", "warning");
    }

    @Test
    void everythingWrongStandsInOneTable() throws Exception {
        Cli.ok("key", "--out", live.resolve("privatekey.pem"), "--force");
        Files.setPosixFilePermissions(live.resolve("privatekey.pem"), PosixFilePermissions.fromString("rw-r--r--"));
        configure("no-such-host.invalid:636");
        Cli ran = Cli.run("doctor", "--config", config, "--name", "ldap.corp.example.com");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
                .contains(
                        "does not belong",
                        "every user of this machine",
                        "not for ldap.corp.example.com",
                        "cannot resolve the name");
        Files.delete(live.resolve("chain.pem"));
        assertThat(Cli.run("doctor", "--config", config).out()).contains("there is no such file");
        assertThat(Cli.run(Cli.inDays(0), "doctor", "--config", Files.writeString(folder.resolve("x"), "a: b"))
                        .err())
                .contains("servers are missing");
    }

    @Test
    void saysOfAServerInClearWhatCheckSaysOfIt() throws Exception {
        InMemoryDirectoryServerConfig directory = new InMemoryDirectoryServerConfig("dc=example");
        directory.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
        try (InMemoryDirectoryServer clear = new InMemoryDirectoryServer(directory)) {
            clear.startListening();
            String address = "127.0.0.1:" + clear.getListenPort();
            Path gateway = configure(address);
            Files.writeString(gateway, Files.readString(gateway).replace("transport: ldaps", "transport: plain"));
            Cli check = Cli.run("check", "ldap://" + address);
            Cli doctor = Cli.run("doctor", "--config", gateway);
            assertThat(check.exitCode()).isEqualTo(3);
            assertThat(doctor.exitCode()).isEqualTo(3);
            String warning = "the connection is in clear";
            assertThat(check.out()).containsOnlyOnce(warning).endsWith("warning: tls [no-tls], see above\n");
            assertThat(doctor.out()).contains(warning);
        }
    }

    @Test
    void gatewayThatDoesNotRunIsAWarning() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        configureSource("servers: [\"127.0.0.1:%d\"]".formatted(server.getListenPort()), closed);
        Cli ran = Cli.run("doctor", "--config", config);
        assertThat(ran.exitCode()).as(ran.out()).isEqualTo(3);
        assertThat(ran.out()).contains("nothing answers at 127.0.0.1 port " + closed, "start the gateway");
    }

    @Test
    void listenerBehindALoadBalancerIsNoFaultOfTheGateway() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread closes = new Thread(() -> {
                try {
                    while (true) {
                        socket.accept().close();
                    }
                } catch (IOException over) {
                    // The end of the test.
                }
            });
            closes.start();
            Path gateway = configureSource(
                    "servers: [\"127.0.0.1:%d\"]".formatted(server.getListenPort()), socket.getLocalPort());
            Files.writeString(
                    gateway,
                    Files.readString(gateway)
                            .replace(
                                    "privatekey.pem }\n",
                                    "privatekey.pem }\n    proxyProtocol: { from: [127.0.0.0/8] }\n"));
            Cli ran = Cli.ok("doctor", "--config", config);
            assertThat(ran.out()).contains("skipped", "the header of a load balancer");
        }
    }

    @Test
    void doctorAndCheckFindTheSameAtAnEndpoint() throws Exception {
        Path ca = live.resolve("ca.pem");
        Path stranger = folder.resolve("stranger");
        Cli.ok("ca", "init", "--dir", stranger, "--name", "Stranger", "--no-passphrase");
        String file = live.resolve("chain.pem").toString();
        for (Map.Entry<Integer, String> day :
                Map.of(0, "ok", 69, "expires-soon", 91, "expired").entrySet()) {
            assertThat(codes(day.getKey(), ca)).containsOnly(day.getValue());
            Context then = Cli.inDays(day.getKey());
            assertThat(code(Cli.run(then, "doctor", "--config", config, "--json"), file))
                    .isEqualTo(day.getValue());
            assertThat(code(Cli.run(then, "expiry", file, "--json"), file)).isEqualTo(day.getValue());
        }
        assertThat(codes(0, stranger.resolve("ca.crt"))).containsOnly("missing-issuer");
    }

    /** What check and doctor find at the endpoint, that many days from now. */
    private Set<String> codes(int days, Path ca) throws Exception {
        Context then = Cli.inDays(days);
        String url = "ldaps://localhost:" + server.getListenPort();
        Cli check = Cli.run(then, "check", url, "--ca", ca, "--json");
        Cli doctor = Cli.run(then, "doctor", url, "--ca", ca, "--json");
        Cli configured = Cli.run(then, "doctor", "--config", config, "--name", "localhost", "--ca", ca, "--json");
        assertThat(doctor.exitCode()).isEqualTo(check.exitCode());
        JsonNode wrong = new ObjectMapper().readTree(check.out()).get("wrong");
        String checked = wrong == null ? "ok" : wrong.get("code").asText();
        return Stream.of(checked, code(doctor, url), code(configured, url)).collect(Collectors.toSet());
    }

    /** The first code that a report has for a subject. */
    private static String code(Cli ran, String subject) throws Exception {
        for (JsonNode each : new ObjectMapper().readTree(ran.out()).get("findings")) {
            if (each.get("subject").asText().equals(subject)) {
                return each.get("code").asText();
            }
        }
        return "nothing is said of " + subject;
    }

    @Test
    void timeForRenewalIsAWarningAndAfterTheEndItIsCritical() {
        Cli due = Cli.run(Cli.inDays(69), "doctor", "--config", config);
        assertThat(due.exitCode()).isEqualTo(3);
        assertThat(due.out()).contains("days left", "renew it now");
        assertThat(Cli.run(Cli.inDays(100), "doctor", "--config", config).exitCode())
                .isEqualTo(4);
    }

    @Test
    void directoryAndCertificateInAwsAreCompared() throws Exception {
        try (FakeAws aws = FakeAws.start()) {
            String arn = Cli.ok(
                            "acm",
                            "import",
                            "--certificate",
                            live.resolve("chain.pem"),
                            "--key",
                            live.resolve("privatekey.pem"),
                            "--endpoint-url",
                            aws.endpoint())
                    .out()
                    .lines()
                    .findFirst()
                    .orElseThrow();
            String id = aws.directories().addSimpleAd("corp.example.com", "10.0.1.10", "10.0.2.10");
            Cli ran = Cli.run(
                    "doctor", "--config", config, "--directory", id, "--arn", arn, "--endpoint-url", aws.endpoint());
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.out())
                    .contains("is Active", "10.0.1.10, 10.0.2.10", "correct directory.servers", arn)
                    .doesNotContain("another certificate");
            Cli.ok(
                    "renew",
                    "--out-dir",
                    live,
                    "--dir",
                    folder.resolve("issuing"),
                    "--passphrase-file",
                    folder.resolve("pw"),
                    "--now");
            assertThat(Cli.run("doctor", "--config", config, "--arn", arn, "--endpoint-url", aws.endpoint())
                            .out())
                    .contains("another certificate");
        }
    }

    @Test
    void serversAreFoundByDnsAsTheGatewayFindsThem() throws Exception {
        try (OneAnswerDns dns = new OneAnswerDns(389, "localhost")) {
            configureSource("dns: { domain: corp.example.com, nameServers: [\"%s\"], port: %d }"
                    .formatted(dns.address(), server.getListenPort()));
            Cli ran = Cli.ok("doctor", "--config", config);
            assertThat(ran.out())
                    .contains("_ldap._tcp.dc._msdcs.corp.example.com", "1 servers by DNS")
                    .contains("ldaps://localhost:" + server.getListenPort());
        }
    }

    @Test
    void nameServerThatIsSilentIsSaid() throws Exception {
        configureSource("dns: { domain: corp.example.com, nameServers: [\"127.0.0.1:9\"] }");
        Cli ran = Cli.run("doctor", "--config", config);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .contains("_ldap._tcp.dc._msdcs.corp.example.com", "directory.dns")
                .hasLineCount(1);
    }

    @Test
    void serversOfADirectoryInAwsAreLookedAt() throws Exception {
        try (FakeAws aws = FakeAws.start()) {
            String id = aws.directories().addSimpleAd("corp.example.com", "127.0.0.1");
            configureSource("aws: { id: %s, port: %d }".formatted(id, server.getListenPort()));
            Cli ran = Cli.ok("doctor", "--config", config, "--endpoint-url", aws.endpoint());
            assertThat(ran.out()).contains("is Active", "ldaps://127.0.0.1:" + server.getListenPort());
        }
    }
}
