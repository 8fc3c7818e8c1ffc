package io.dirgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.demo.DemoDirectory;
import io.dirgate.proxy.tls.TestPki;
import io.dirgate.proxy.tls.TestPki.Pair;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code dirgate check} says of files with a mistake each. */
class CheckGateTest {
    private static final Pair ROOT = TestPki.authority("Test Root");
    private static final Pair INTERMEDIATE = TestPki.authority("Test Intermediate", ROOT);
    private static final Pair UNKnowN_INTERMEDIATE = TestPki.authority("Unknown", TestPki.authority("Nobody"));
    private static final Pair LEAF = TestPki.server("ldap.corp.example.com")
            .lasting(Duration.ofDays(90).plusHours(1))
            .issuedBy(INTERMEDIATE);

    @TempDir
    private static Path folder;

    private static int usedPort;
    private static ServerSocket used;
    private static DemoDirectory directory;

    private String freePort = "";
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private record Ran(int exitCode, List<String> lines) {}

    @BeforeAll
    static void files() throws IOException {
        Instant now = Instant.now();
        write("root.pem", ROOT.chain());
        write("intermediate.pem", INTERMEDIATE.chain());
        write("chain.pem", LEAF.chain(INTERMEDIATE));
        write("leaf.key", LEAF.key());
        write("nochain.pem", LEAF.chain());
        write("withroot.pem", LEAF.chain(INTERMEDIATE, ROOT));
        write("other.key", ROOT.key());
        write("trunc.pem", LEAF.chain(INTERMEDIATE).substring(0, 300));
        write("request.pem", TestPki.request(LEAF.keys()));
        write(
                "foreign.pem",
                TestPki.server("ldap.corp.example.com")
                        .keys(LEAF.keys())
                        .lasting(Duration.ofDays(90).plusHours(1))
                        .issuedBy(UNKnowN_INTERMEDIATE)
                        .chain());
        write("expired.pem", dated(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2))));
        write(
                "soon.pem",
                dated(
                        now.minus(Duration.ofDays(9)),
                        now.plus(Duration.ofDays(7)).plusSeconds(3600)));
        write("early.pem", dated(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(90))));
        write(
                "noname.pem",
                TestPki.client("ldap").keys(LEAF.keys()).issuedBy(INTERMEDIATE).chain(INTERMEDIATE));
        used = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        usedPort = used.getLocalPort();
        directory = DemoDirectory.start();
        Thread closing = new Thread(CheckGateTest::closeAll, "closing-server");
        closing.setDaemon(true);
        closing.start();
    }

    private static String dated(Instant from, Instant until) {
        return TestPki.server("ldap.corp.example.com")
                .keys(LEAF.keys())
                .valid(from, until)
                .issuedBy(INTERMEDIATE)
                .chain(INTERMEDIATE);
    }

    @AfterAll
    static void stop() throws IOException {
        used.close();
        directory.close();
    }

    /** A server that speaks neither LDAP nor TLS. */
    private static void closeAll() {
        while (true) {
            try (Socket accepted = used.accept()) {
                accepted.setTcpNoDelay(true);
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        if (name.endsWith(".key")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        }
    }

    @BeforeEach
    void port() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = "127.0.0.1:" + free.getLocalPort();
        }
    }

    private Ran check(String yaml, String... options) throws IOException {
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(file, yaml);
        List<String> arguments = new ArrayList<>(List.of("check", "--config", file.toString()));
        arguments.addAll(List.of(options));
        int exitCode = Dirgate.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new Ran(
                exitCode,
                Stream.of(out.toString(), err.toString())
                        .flatMap(String::lines)
                        .map(String::strip)
                        .map(line -> line.replace(folder + "/", ""))
                        .toList());
    }

    /** Of a gateway with this certificate, before a server that is well. */
    private String yaml(String certificate, String key) {
        return """
                listeners:
                  - address: %s
                    tls: { certificate: %s, privateKey: %s }
                directory: { servers: ["127.0.0.1:%d"] }
                admin: off
                """.formatted(freePort, certificate, key, directory.port());
    }

    static Stream<Arguments> certificates() {
        String path = "listeners[0].tls.";
        return Stream.of(
                Arguments.of("chain.pem", "leaf.key", 0, List.of()),
                Arguments.of(
                        "expired.pem",
                        "leaf.key",
                        1,
                        List.of("problem   " + path
                                + "certificate: expired.pem: CN=ldap.corp.example.com expired at .*")),
                Arguments.of(
                        "early.pem",
                        "leaf.key",
                        1,
                        List.of("problem   " + path
                                + "certificate: early.pem: CN=ldap.corp.example.com is not valid before .*")),
                Arguments.of(
                        "soon.pem",
                        "leaf.key",
                        0,
                        List.of("warning   " + path + "certificate: soon.pem expires in 7 days; renew it")),
                Arguments.of(
                        "nochain.pem",
                        "leaf.key",
                        1,
                        List.of(
                                "problem   " + path
                                        + "certificate: nochain.pem lacks the intermediate certificate CN=Test"
                                        + " Intermediate, without which clients find no way to their authority; append intermediate.pem")),
                Arguments.of(
                        "foreign.pem",
                        "leaf.key",
                        1,
                        List.of("problem   " + path
                                + "certificate: foreign.pem ends with CN=ldap.corp.example.com, and this"
                                + " machine does not know its issuer, CN=Unknown. If that is an intermediate authority,"
                                + " append its certificate; if clients trust it, name its file with --ca")),
                Arguments.of(
                        "withroot.pem",
                        "leaf.key",
                        0,
                        List.of("warning   " + path
                                + "certificate: withroot.pem ends with the authority itself, CN=Test Root,"
                                + " which clients have already; leave it out")),
                Arguments.of(
                        "chain.pem",
                        "other.key",
                        2,
                        List.of(path
                                + "privateKey: other.key does not match the certificate chain.pem (both are EC P-256, but"
                                + " of different pairs)")),
                Arguments.of(
                        "expired.pem",
                        "other.key",
                        2,
                        List.of(
                                path
                                        + "privateKey: other.key does not match the certificate expired.pem (both are EC P-256,"
                                        + " but of different pairs)",
                                path + "certificate: expired.pem: CN=ldap.corp.example.com expired at .*")),
                Arguments.of(
                        "noname.pem",
                        "other.key",
                        2,
                        List.of(
                                path
                                        + "privateKey: other.key does not match the certificate noname.pem (both are EC P-256,"
                                        + " but of different pairs)",
                                path
                                        + "certificate: noname.pem is not for servers: its extended key usage lacks serverAuth")),
                Arguments.of(
                        "leaf.key",
                        "chain.pem",
                        2,
                        List.of(
                                path
                                        + "certificate: leaf.key has no certificate in it, but a private key: are certificate and"
                                        + " privateKey mixed up?",
                                path
                                        + "privateKey: chain.pem has no private key in it, but a certificate: are certificate and"
                                        + " privateKey mixed up?")),
                Arguments.of(
                        "trunc.pem",
                        "leaf.key",
                        2,
                        List.of(path
                                + "certificate: trunc.pem is not whole PEM: the line -----END CERTIFICATE----- is missing;"
                                + " the file is cut off, copy it again")),
                Arguments.of(
                        "request.pem",
                        "leaf.key",
                        2,
                        List.of(path
                                + "certificate: request.pem has no certificate in it, but a request for one: give the"
                                + " certificate that the authority has issued for it")));
    }

    @ParameterizedTest
    @MethodSource("certificates")
    void certificatesThatClientsOrRunWouldRefuseAreProblems(
            String certificate, String key, int exitCode, List<String> told) throws IOException {
        Ran ran = check(yaml(certificate, key));

        assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(exitCode);
        List<String> judged = ran.lines().stream()
                .filter(line -> line.matches("(problem|warning|listeners\\[).*"))
                .toList();
        assertThat(judged).hasSameSizeAs(told);
        for (int i = 0; i < told.size(); i++) {
            String pattern = told.get(i).endsWith(".*") ? quoteAllButTheEnd(told.get(i)) : null;
            if (pattern == null) {
                assertThat(judged.get(i)).isEqualTo(told.get(i));
            } else {
                assertThat(judged.get(i)).matches(pattern);
            }
        }
    }

    private static String quoteAllButTheEnd(String text) {
        return "\\Q" + text.substring(0, text.length() - 2) + "\\E.*";
    }

    @Test
    void namesChainAndDaysAreShown() throws IOException {
        assertThat(check(yaml("chain.pem", "leaf.key")).lines())
                .contains(
                        "source  chain.pem (EC)",
                        "names   ldap.corp.example.com",
                        "chain   CN=ldap.corp.example.com <- CN=Test Intermediate <- CN=Test Root",
                        "until   " + LEAF.certificate().getNotAfter().toInstant() + ", 90 days left");
    }

    @Test
    void authoritiesThatClientsTrustCanBeGiven() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("clients"));
        Files.writeString(elsewhere.resolve("ca.pem"), UNKnowN_INTERMEDIATE.chain());

        assertThat(check(
                                yaml("foreign.pem", "leaf.key"),
                                "--ca",
                                elsewhere.resolve("ca.pem").toString())
                        .lines())
                .noneMatch(line -> line.startsWith("problem"))
                .contains("chain   CN=ldap.corp.example.com <- CN=Unknown");
    }

    @Test
    void aSelfSignedCertificateIsWarnedOf() throws IOException {
        Pair self = TestPki.authority("ldap.corp.example.com");
        write("alone.pem", self.chain());
        write("alone.key", self.key());

        assertThat(check(yaml("alone.pem", "alone.key")).lines())
                .contains(
                        "warning   listeners[0].tls.certificate: alone.pem is self-signed: every client must be given this very certificate",
                        "problem   listeners[0].tls.certificate: alone.pem has no subject alternative name, and clients no longer look"
                                + " at the common name; issue it anew");
    }

    static Stream<Arguments> addresses() {
        return Stream.of(
                Arguments.of("127.0.0.1:{used}", "another process listens there (`ss -ltnp` names it)"),
                Arguments.of(
                        "192.0.2.7:10636",
                        "192.0.2.7 is not an address of this machine; 0.0.0.0 stands for all that it has"),
                Arguments.of(
                        "nosuch.invalid:10636",
                        "the name nosuch.invalid has no address; write an address of this machine, or 0.0.0.0 for all"));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void addressesThatCannotBeListenedOnAreProblems(String address, String told) throws IOException {
        String real = address.replace("{used}", String.valueOf(usedPort));
        String listener = yaml("chain.pem", "leaf.key").replace(freePort, real);
        String problem = ": cannot listen on " + real + ": " + told;

        assertThat(check(listener).lines()).contains("problem   listeners[0].address" + problem);
        assertThat(check(yaml("chain.pem", "leaf.key").replace("admin: off", "admin: " + real))
                        .lines())
                .contains("problem   admin.address" + problem);
    }

    @Test
    void portsAreLeftAloneWhereAGatewayRunsAlready() throws IOException {
        assertThat(check(yaml("chain.pem", "leaf.key").replace(freePort, "127.0.0.1:" + usedPort), "--no-listen")
                        .lines())
                .noneMatch(line -> line.startsWith("problem"));
    }

    @Test
    void aGatewayOfTheSameAccountThatRunsAlreadyIsWarnedOf() throws IOException {
        try (ServerSocket running = new ServerSocket()) {
            running.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            running.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String address = "127.0.0.1:" + running.getLocalPort();

            Ran ran = check(yaml("chain.pem", "leaf.key").replace(freePort, address));

            assertThat(ran.exitCode()).as(ran.toString()).isZero();
            assertThat(ran.lines())
                    .contains("warning   listeners[0].address: another process of this account listens on " + address
                            + " too; right only if that is this gateway, running");
        }
    }

    @Test
    void allUnusableCertificatesAreToldAtOnce() throws IOException {
        String two = yaml("trunc.pem", "chain.pem")
                .replace(
                        "directory:",
                        "  - { address: \"127.0.0.1:0\", tls: { certificate: request.pem, privateKey: leaf.key } }\ndirectory:");

        Ran ran = check(two.replace("servers:", "transport: ldaps, tls: { ca: leaf.key }, servers:"));

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.lines().stream().map(line -> line.replaceFirst("(: \\S+) .*", "$1")))
                .contains(
                        "listeners[0].tls.certificate: trunc.pem",
                        "listeners[0].tls.privateKey: chain.pem",
                        "listeners[1].tls.certificate: request.pem",
                        "directory.tls.ca: leaf.key");
    }

    static Stream<Arguments> servers() {
        return Stream.of(
                Arguments.of("127.0.0.1:1", "plain", "connection refused: nothing listens there"),
                Arguments.of(
                        "127.0.0.1:389",
                        "ldaps",
                        "; port 389 is for LDAP in clear: use port 636, or set directory.transport to startTls"),
                Arguments.of(
                        "127.0.0.1:636",
                        "plain",
                        "; port 636 is for LDAPS: set directory.transport to ldaps, or use port 389"),
                Arguments.of("127.0.0.1:{used}", "ldaps", "TLS handshake failed: the server closed the connection"),
                Arguments.of("127.0.0.1:{used}", "plain", "the directory server closed the connection"));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void serversThatDoNotAnswerAreToldWithTheRemedy(String server, String transport, String told) throws IOException {
        String address = server.replace("{used}", String.valueOf(usedPort));
        Ran ran = check(yaml("chain.pem", "leaf.key")
                .replace(
                        "servers: [\"127.0.0.1:" + directory.port() + "\"]",
                        "transport: " + transport + ", servers: [\"" + address + "\"]"));

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.lines()).anyMatch(line -> line.startsWith("server    " + address + "  ") && line.endsWith(told));
    }

    @Test
    void trustInEverybodyIsWarnedOf() throws IOException {
        assertThat(check(yaml("chain.pem", "leaf.key")
                                .replace("    tls:", "    proxyProtocol: { from: [0.0.0.0/0] }\n    tls:"))
                        .lines())
                .contains(
                        "warning   listeners[0].proxyProtocol.from: [0.0.0.0/0] lets every client claim any address; name the load"
                                + " balancers' networks");
    }

    @Test
    void aKeyThatTheServiceCannotReadIsAProblem() throws IOException {
        Path open = Files.createTempDirectory("dirgate-check");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path key = open.resolve("leaf.key");
        Path chain = open.resolve("chain.pem");
        try {
            Files.writeString(key, LEAF.key());
            Files.writeString(chain, LEAF.chain(INTERMEDIATE));
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            Files.setPosixFilePermissions(chain, PosixFilePermissions.fromString("rw-r--r--"));

            assertThat(check(yaml(chain.toString(), key.toString()), "--user", "nobody")
                            .lines())
                    .contains("problem   listeners[0].tls.certificates[0].privateKey: " + key
                            + " is not readable for the service's account, nobody; run: chgrp nogroup " + key
                            + " && chmod 640 " + key)
                    .noneMatch(line -> line.startsWith("problem") && line.contains("certificates[0].certificate"));
        } finally {
            Files.delete(key);
            Files.delete(chain);
            Files.delete(open);
        }
    }
}
