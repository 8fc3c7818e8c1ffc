package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.aws.fake.AwsSettings;
import io.dirgate.proxy.aws.fake.FakeAws;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.config.ListenerConfig;
import io.dirgate.proxy.observe.ProxyMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The configurations that users start from are complete: with certificates beside them they load. */
@ExtendWith(NoLeaks.class)
class ShippedConfigurationsTest {
    private static final Path SHIPPED = Path.of("..", "config");
    private static final String ARN =
            "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";

    @TempDir
    Path folder;

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(SHIPPED)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    private GatewayConfig load(Path shipped, FakeAws aws) throws Exception {
        TestPki.Pair authority = TestPki.authority("Test CA");
        TestPki.Request server = TestPki.server("ldap.corp.example.com");
        TestPki.Pair exported = server.issuedBy(authority);
        aws.certificates().put(ARN, "PRIVATE", "ISSUED", exported.chain(), authority.chain(), exported.key());
        server.issuedBy(authority).write(folder.resolve("server.crt"), folder.resolve("privatekey.pem"));
        server.issuedBy(authority).write(folder.resolve("server-ec.crt"), folder.resolve("server-ec.pem"));
        server.keys(TestPki.rsa())
                .issuedBy(authority)
                .write(folder.resolve("server-rsa.crt"), folder.resolve("server-rsa.pem"));
        for (String name : List.of("corp-ca.pem", "clients-ca.pem")) {
            Files.writeString(folder.resolve(name), authority.chain());
        }
        Files.writeString(
                folder.resolve("clients.crl"),
                TestPki.pem(TestPki.revocationList(authority, Instant.now().plus(Duration.ofDays(1)))));
        return ConfigLoader.load(Files.copy(shipped, folder.resolve(shipped.getFileName())));
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void loads(Path shipped) throws Exception {
        try (FakeAws aws = FakeAws.start();
                AwsSettings settings = new AwsSettings(aws.endpoint())) {
            GatewayConfig config = load(shipped, aws);
            for (ListenerConfig listener : config.listeners()) {
                if (listener.tls() != null) {
                    try (TlsContexts contexts = TlsContexts.load(listener, ProxyMetrics.NONE)) {
                        assertThat(contexts.certificates())
                                .hasSameSizeAs(listener.tls().certificates());
                    }
                }
            }
            UpstreamTls.load(config.directory().tls()).close();
        }
    }

    @Test
    void noneIsMissing() throws IOException {
        assertThat(shipped().map(file -> file.getFileName().toString()))
                .contains(
                        "client-certificates.yaml",
                        "demo.yaml",
                        "dns.yaml",
                        "managed-ad-aws.yaml",
                        "managed-ad.yaml",
                        "simple-ad.yaml",
                        "starttls.yaml");
    }
}
