package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.config.ClientCertificates;
import io.dirgate.proxy.observe.ProxyMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(NoLeaks.class)
class ClientCertificatesTest {
    private final Instant tomorrow = Instant.now().plus(Duration.ofDays(1));

    @TempDir
    Path folder;

    private final TestPki.Pair authority = TestPki.authority("Test CA");
    private final TestPki.Pair clients = TestPki.authority("Client CA");
    private final TestPki.Pair alice = TestPki.client("alice").issuedBy(clients);
    private final TestPki.Pair bob = TestPki.client("bob").issuedBy(clients);

    static Stream<TlsProvider> providers() {
        return TlsContextsTest.providers();
    }

    private Listeners asking(ClientCertificates whether) throws IOException {
        return new Listeners(folder)
                .serving("server", TestPki.server("localhost").issuedBy(authority))
                .asking(whether, clients);
    }

    private static TlsContexts load(Listeners listeners, TlsProvider provider) throws TlsException {
        return TlsContexts.load(listeners.config(), ProxyMetrics.NONE, provider);
    }

    private void accepted(TlsServer server, TestPki.@Nullable Pair identity) throws IOException {
        assertThat(client(identity).connect(server.port()).name()).isEqualTo("CN=localhost");
    }

    private void refused(TlsServer server, TestPki.@Nullable Pair identity) {
        assertThatThrownBy(() -> client(identity).connect(server.port())).isInstanceOf(IOException.class);
    }

    private TlsClient client(TestPki.@Nullable Pair identity) {
        return identity == null ? TlsClient.trusting(authority) : TlsClient.trusting(authority, identity);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void requiredMeansATrustedOne(TlsProvider provider) throws Exception {
        try (TlsContexts contexts = load(asking(ClientCertificates.REQUIRED), provider);
                TlsServer server = new TlsServer(contexts)) {
            accepted(server, alice);
            refused(server, null);
            refused(server, TestPki.client("mallory").issuedBy(TestPki.authority("Client CA")));
            refused(
                    server,
                    TestPki.client("old")
                            .valid(Instant.now().minusSeconds(90), Instant.now().minusSeconds(30))
                            .issuedBy(clients));
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void optionalMeansNoneOrATrustedOne(TlsProvider provider) throws Exception {
        try (TlsContexts contexts = load(asking(ClientCertificates.OPTIONAL), provider);
                TlsServer server = new TlsServer(contexts)) {
            accepted(server, alice);
            accepted(server, null);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void revokedOnesAreRefused(TlsProvider provider) throws Exception {
        Listeners listeners = asking(ClientCertificates.REQUIRED)
                .revoking(TestPki.revocationList(clients, tomorrow, bob.certificate()));
        try (TlsContexts contexts = load(listeners, provider);
                TlsServer server = new TlsServer(contexts)) {
            accepted(server, alice);
            refused(server, bob);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aListOutOfDateOrOfAnotherAuthorityLetsNobodyIn(TlsProvider provider) throws Exception {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        try (TlsContexts contexts = load(
                        asking(ClientCertificates.OPTIONAL).revoking(TestPki.revocationList(clients, yesterday)),
                        provider);
                TlsServer server = new TlsServer(contexts)) {
            refused(server, alice);
            accepted(server, null);
        }
        try (TlsContexts contexts = load(
                        asking(ClientCertificates.REQUIRED).revoking(TestPki.revocationList(authority, tomorrow)),
                        provider);
                TlsServer server = new TlsServer(contexts)) {
            refused(server, alice);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aResumedSessionIsCheckedAgainstTheLatestList(TlsProvider provider) throws Exception {
        OpenSslClient openssl = new OpenSslClient(folder);
        bob.write(folder.resolve("bob.crt"), folder.resolve("bob.key"));
        Listeners listeners = asking(ClientCertificates.REQUIRED).revoking(TestPki.revocationList(clients, tomorrow));
        try (TlsContexts contexts = load(listeners, provider);
                TlsServer server = new TlsServer(contexts)) {
            String[] identity = {"-cert", "bob.crt", "-key", "bob.key", "-sess_out", "session"};
            String[] resuming = {"-cert", "bob.crt", "-key", "bob.key", "-sess_in", "session"};
            assertThat(openssl.connect(server.port(), identity)).contains("ECHO-OF-THIS");
            assertThat(openssl.connect(server.port(), resuming))
                    .contains("Reused, TLSv1.3")
                    .contains("ECHO-OF-THIS");

            Files.writeString(
                    folder.resolve("client.crl"),
                    TestPki.pem(TestPki.revocationList(clients, tomorrow.plusSeconds(60), bob.certificate())));
            contexts.reload();
            assertThat(openssl.connect(server.port(), resuming)).doesNotContain("ECHO-OF-THIS");
            accepted(server, alice);
        }
    }
}
