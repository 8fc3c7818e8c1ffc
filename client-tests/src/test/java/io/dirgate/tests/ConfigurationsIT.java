package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.dirgate.proxy.aws.fake.FakeAws;
import io.dirgate.proxy.aws.fake.FakeDirectories.Controller;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each configuration that is shipped starts and serves as it stands, in a folder with the files it names; only addresses differ. */
@Needs({Needs.ROOT, Needs.SAMBA, Needs.DNSMASQ})
@ExtendWith(SharedServers.class)
class ConfigurationsIT {
    private static final int LDAPS = 10636;
    private static final int LDAP = 10389;
    private static final int ADMIN = 10080;

    private final SambaDomain domain;
    private final Loopback loopback;
    private final String address;

    @TempDir
    Path folder;

    ConfigurationsIT(SambaDomain domain, Loopback loopback) {
        this.domain = domain;
        this.loopback = loopback;
        address = loopback.claim(LDAPS, LDAP, ADMIN);
    }

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "config"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void startsAndServes(Path file) throws Exception {
        TestAuthority authority = new TestAuthority(folder.resolve("authority"), "Gateway CA");
        placeFiles(authority);
        String yaml = withTestAddresses(Files.readString(file));
        try (NameServer names = new NameServer(folder, loopback);
                FakeAws aws = FakeAws.start()) {
            aws.directories()
                    .managedAd(
                            "d-1234567890",
                            "Active",
                            new Controller(domain.first().address(), "eu-central-1a", "Active"),
                            new Controller(domain.second().address(), "eu-central-1b", "Active"));
            if (yaml.contains("  dns:")) {
                names.answer(controllers());
            }
            AcmCertificate.put(aws, authority, authority.issue("exported", address));
            startAndServe(
                    file,
                    yaml.replace("[10.0.1.10, 10.0.2.10]", "[" + names.address() + "]"),
                    authority,
                    GatewaySetup.awsEnvironment(aws.endpoint()));
        }
    }

    private List<String> controllers() {
        return Stream.of("dc1", "dc2")
                .flatMap(name -> NameServer.controller(
                        name + ".corp.example.com",
                        name.equals("dc1")
                                ? domain.first().address()
                                : domain.second().address(),
                        0)
                        .stream())
                .toList();
    }

    private void startAndServe(Path file, String yaml, TestAuthority authority, Map<String, String> aws) {
        Path configuration = Folders.write(folder.resolve(file.getFileName()), yaml);
        Daemon gateway = Daemon.start(
                folder.resolve("gateway.out"),
                aws,
                GatewayProcess.command(List.of(), "run", "--config", configuration.toString()));
        try {
            for (int port : new int[] {LDAPS, LDAP}) {
                if (yaml.contains(address + ":" + port)) {
                    await().atMost(Duration.ofSeconds(20)).until(() -> listens(port) || !gateway.alive());
                    serve(yaml, port, authority);
                }
            }
            assertThat(gateway.log()).doesNotContain(" ERROR ", "\tat ");
        } catch (LDAPException | RuntimeException e) {
            throw new AssertionError(file + ": " + e.getMessage() + "\n" + gateway.log(), e);
        } finally {
            gateway.close();
        }
    }

    private void serve(String yaml, int port, TestAuthority authority) throws LDAPException {
        boolean startTls = yaml.contains("startTls: required");
        Endpoint.Security onLdap = startTls ? Endpoint.Security.STARTTLS : Endpoint.Security.PLAIN;
        Endpoint endpoint =
                new Endpoint(address, port, port == LDAPS ? Endpoint.Security.LDAPS : onLdap, authority.ca());
        boolean byCertificate = port == LDAPS && yaml.contains("clientCertificates: required");
        if (byCertificate) {
            assertThatThrownBy(() -> UnboundId.bound(endpoint, Corp.ALICE_UPN, Corp.PASSWORD))
                    .isInstanceOf(LDAPException.class);
        }
        try (LDAPConnection connection = byCertificate
                ? UnboundId.connectWith(authority.issue("client", "client.example.com"), endpoint)
                : UnboundId.connect(endpoint)) {
            connection.bind(Corp.ALICE_UPN, Corp.PASSWORD);
            assertThat(UnboundId.entry(connection, Corp.ALICE_DN, "mail").getAttributeValue("mail"))
                    .isEqualTo("alice@example.com");
        }
    }

    /** All that the configurations name, under the names that they use. */
    private void placeFiles(TestAuthority authority) throws IOException {
        place(authority.issue("gateway", address), "server.crt", "privatekey.pem");
        place(authority.issue("gateway", address), "server-ec.crt", "server-ec.pem");
        place(authority.issueRsa("gateway", address), "server-rsa.crt", "server-rsa.pem");
        Files.copy(authority.ca(), folder.resolve("clients-ca.pem"));
        Files.copy(authority.emptyRevocationList(), folder.resolve("clients.crl"));
        Files.copy(domain.authority().ca(), folder.resolve("corp-ca.pem"));
    }

    private void place(TestAuthority.PemFiles issued, String certificate, String privateKey) throws IOException {
        Files.copy(issued.certificate(), folder.resolve(certificate));
        Files.copy(issued.privateKey(), folder.resolve(privateKey));
    }

    private String withTestAddresses(String yaml) {
        String first = domain.first().address();
        String second = domain.second().address();
        String changed = yaml.replace("127.0.0.1:10389", first + ":389")
                .replaceAll("(0\\.0\\.0\\.0|127\\.0\\.0\\.1):1?636", address + ":" + LDAPS)
                .replaceAll("(0\\.0\\.0\\.0|127\\.0\\.0\\.1):1?389", address + ":" + LDAP)
                .replaceAll("127\\.0\\.0\\.1:8389", address + ":" + ADMIN)
                .replace("10.0.1.10:", first + ":")
                .replace("10.0.2.10:", second + ":")
                .replace("dc1.corp.example.com:", first + ":")
                .replace("dc2.corp.example.com:", second + ":")
                .replace("serverName: corp.example.com", "serverName: " + Corp.CONTROLLER_NAME)
                .replace("dc3.corp.example.com:636", second + ":3269");
        return changed.contains("\nadmin:") ? changed : changed + "\nadmin: off\n";
    }

    private boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
