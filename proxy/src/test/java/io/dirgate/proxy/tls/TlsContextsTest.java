package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.config.TlsVersion;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.observe.ServedCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(NoLeaks.class)
class TlsContextsTest {
    private static final List<String> TLS_1_2 = List.of("TLSv1.2");

    private final TestPki.Pair authority = TestPki.authority("Test CA");

    @TempDir
    Path folder;

    static Stream<TlsProvider> providers() {
        return Stream.of(TlsProvider.inUse(), TlsProvider.jdk("to be compared"));
    }

    @Test
    void boringSslIsInUse() {
        assertThat(TlsProvider.inUse().isBoringSsl())
                .as(TlsProvider.inUse().description())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aClientGetsTheKindOfKeyThatItCanUse(TlsProvider provider) throws Exception {
        Listeners listeners = new Listeners(folder)
                .serving("ec", TestPki.server("localhost").issuedBy(authority))
                .serving("rsa", TestPki.server("localhost").keys(TestPki.rsa()).issuedBy(authority));
        try (TlsContexts contexts = TlsContexts.load(listeners.config(), ProxyMetrics.NONE, provider);
                TlsServer server = new TlsServer(contexts)) {
            TlsClient client = TlsClient.trusting(authority);

            assertThat(client.connect(server.port(), null, TLS_1_2, List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
                            .keyKind())
                    .isEqualTo("RSA");
            assertThat(client.connect(server.port(), null, TLS_1_2, List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"))
                            .keyKind())
                    .isEqualTo("EC");
            OpenSslClient openssl = new OpenSslClient(folder);
            assertThat(openssl.connect(server.port(), "-tls1_3", "-sigalgs", "RSA-PSS+SHA256"))
                    .contains("Peer signature type: RSA-PSS");
            assertThat(openssl.connect(server.port(), "-tls1_3", "-sigalgs", "ECDSA+SHA256"))
                    .contains("Peer signature type: ECDSA");
        }
    }

    @Test
    void ofTwoThatFitTheFirstIsServed() throws Exception {
        TestPki.Pair rsa = TestPki.server("localhost").keys(TestPki.rsa()).issuedBy(authority);
        TestPki.Pair ec = TestPki.server("localhost").issuedBy(authority);
        Listeners listeners = new Listeners(folder).serving("rsa", rsa).serving("ec", ec);
        try (TlsContexts contexts = TlsContexts.load(listeners.config(), ProxyMetrics.NONE);
                TlsServer server = new TlsServer(contexts)) {
            assertThat(TlsClient.trusting(authority).connect(server.port()).keyKind())
                    .isEqualTo("RSA");
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void theServerNameChooses(TlsProvider provider) throws Exception {
        Listeners listeners = new Listeners(folder)
                .serving(
                        "one",
                        TestPki.server("one.example.com", "alias.example.com").issuedBy(authority))
                .serving("two", TestPki.server("two.example.com").issuedBy(authority))
                .serving("any", TestPki.server("*.example.com").issuedBy(authority));
        try (TlsContexts contexts = TlsContexts.load(listeners.config(), ProxyMetrics.NONE, provider);
                TlsServer server = new TlsServer(contexts)) {
            assertThat(served(server, "two.example.com")).isEqualTo("CN=two.example.com");
            assertThat(served(server, "Alias.EXAMPLE.com")).isEqualTo("CN=one.example.com");
            assertThat(served(server, "other.example.com")).isEqualTo("CN=*.example.com");
            assertThat(served(server, "a.b.example.com")).isEqualTo("CN=one.example.com");
            assertThat(served(server, "localhost")).isEqualTo("CN=one.example.com");
            assertThat(served(server, null)).isEqualTo("CN=one.example.com");
        }
    }

    /** A client of its own each time: one that resumes sends the name that its session began with. */
    private String served(TlsServer server, @Nullable String serverName) throws IOException {
        return TlsClient.trusting(authority).connect(server.port(), serverName).name();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void oldVersionsAndCiphersAreRefused(TlsProvider provider) throws Exception {
        Listeners listeners = new Listeners(folder)
                .serving("rsa", TestPki.server("localhost").keys(TestPki.rsa()).issuedBy(authority));
        try (TlsContexts contexts = TlsContexts.load(listeners.config(), ProxyMetrics.NONE, provider);
                TlsServer server = new TlsServer(contexts)) {
            OpenSslClient openssl = new OpenSslClient(folder);
            assertThat(openssl.connect(server.port(), "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"))
                    .contains("alert protocol version");
            assertThatThrownBy(() -> TlsClient.trusting(authority)
                            .connect(server.port(), null, TLS_1_2, List.of("TLS_RSA_WITH_AES_128_GCM_SHA256")))
                    .isInstanceOf(SSLException.class);
            assertThatThrownBy(() -> TlsClient.trusting(authority)
                            .connect(server.port(), null, TLS_1_2, List.of("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA")))
                    .isInstanceOf(SSLException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void oneVersionAloneIsServed(TlsProvider provider) throws Exception {
        Listeners listeners = new Listeners(folder)
                .serving("server", TestPki.server("localhost").issuedBy(authority))
                .protocols(TlsVersion.TLS_1_3);
        try (TlsContexts contexts = TlsContexts.load(listeners.config(), ProxyMetrics.NONE, provider);
                TlsServer server = new TlsServer(contexts)) {
            assertThat(TlsClient.trusting(authority).connect(server.port()).protocol())
                    .isEqualTo("TLSv1.3");
            assertThatThrownBy(() -> TlsClient.trusting(authority).connect(server.port(), null, TLS_1_2, List.of()))
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void theWholeChainIsServed() throws Exception {
        TestPki.Pair between = TestPki.authority("Issuing CA", authority);
        Listeners listeners = new Listeners(folder)
                .serving("server", TestPki.server("localhost").issuedBy(between), between);
        try (TlsContexts contexts = TlsContexts.load(listeners.config(), ProxyMetrics.NONE);
                TlsServer server = new TlsServer(contexts)) {
            assertThat(TlsClient.trusting(authority).connect(server.port()).name())
                    .isEqualTo("CN=localhost");
        }
    }

    @Test
    void tellsWhatIsServed() throws Exception {
        TestPki.Pair pair = TestPki.server("ldap.example.com", "10.0.0.1").issuedBy(authority);
        Listeners listeners = new Listeners(folder).serving("server", pair);
        try (TlsContexts contexts = TlsContexts.load(listeners.config(), ProxyMetrics.NONE)) {
            assertThat(contexts.certificates())
                    .containsExactly(new ServedCertificate(
                            folder.resolve("server.crt").toString(),
                            "CN=ldap.example.com",
                            List.of("ldap.example.com", "10.0.0.1"),
                            "EC",
                            pair.certificate().getNotBefore().toInstant(),
                            pair.certificate().getNotAfter().toInstant()));
        }
    }

    @Test
    void aClosedListenerServesNobody() throws Exception {
        Listeners listeners = new Listeners(folder)
                .serving("server", TestPki.server("localhost").issuedBy(authority));
        TlsContexts contexts = TlsContexts.load(listeners.config(), ProxyMetrics.NONE);
        try (TlsServer server = new TlsServer(contexts)) {
            contexts.close();
            contexts.close();
            assertThatThrownBy(() -> TlsClient.trusting(authority).connect(server.port()))
                    .isInstanceOf(IOException.class);
        }
    }
}
