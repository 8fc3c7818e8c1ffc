package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.config.TlsCipher;
import io.dirgate.proxy.config.TlsVersion;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class TlsCiphersTest {
    @TempDir
    Path folder;

    private final TestPki.Pair authority = TestPki.authority("Test CA");

    private TlsContexts contexts(TlsCipher profile, KeyPair... keys) throws Exception {
        Listeners listeners = new Listeners(folder).ciphers(profile.suites().toArray(TlsCipher[]::new));
        for (KeyPair pair : keys) {
            listeners.serving(
                    pair.getPublic().getAlgorithm(),
                    TestPki.server("localhost").keys(pair).issuedBy(authority));
        }
        return TlsContexts.load(listeners.config(), ProxyMetrics.NONE);
    }

    /** What OpenSSL's client prints that knows TLS 1.2 and the ciphers only. */
    private String connect(TlsServer server, String ciphers, String... more) throws IOException {
        return new OpenSslClient(folder)
                .connect(server.port(), with(more, "-tls1_2", "-cipher", ciphers + ":@SECLEVEL=0"));
    }

    private static String[] with(String[] some, String... more) {
        return Stream.of(some, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsCipher.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"MODERN", "INTERMEDIATE", "COMPATIBLE"})
    void boringSslHasEachSuite(TlsCipher suite) {
        assertThat(OpenSsl.isCipherSuiteAvailable(suite.standardName())).isTrue();
        assertThat(OpenSsl.isCipherSuiteAvailable(suite.toString())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES128-SHA", "AES256-GCM-SHA384", "ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES256-GCM-SHA384"})
    void compatibleServesClientsWithRsaKeyExchangeOrCbc(String cipher) throws Exception {
        try (TlsContexts contexts = contexts(TlsCipher.COMPATIBLE, TestPki.rsa());
                TlsServer server = new TlsServer(contexts)) {
            assertThat(connect(server, cipher)).contains("Cipher is " + cipher).contains("ECHO-OF-THIS");
        }
    }

    @Test
    void modernServesTls13Alone() throws Exception {
        try (TlsContexts contexts = contexts(TlsCipher.MODERN, TestPki.rsa());
                TlsServer server = new TlsServer(contexts)) {
            assertThat(TlsClient.trusting(authority).connect(server.port()).protocol())
                    .isEqualTo("TLSv1.3");
            assertThat(connect(server, "ALL")).doesNotContain("ECHO-OF-THIS").contains("alert protocol version");
        }
    }

    @Test
    void aClientThatKnowsNoSignatureButSha1IsRefusedUnlessRsaKeyExchangeIsOffered() throws Exception {
        try (TlsContexts contexts = contexts(TlsCipher.INTERMEDIATE, TestPki.rsa());
                TlsServer server = new TlsServer(contexts)) {
            assertThat(connect(server, "ALL", "-sigalgs", "RSA+SHA1:ECDSA+SHA1"))
                    .contains("alert handshake failure")
                    .doesNotContain("ECHO-OF-THIS");
            assertThat(connect(server, "ALL", "-sigalgs", "RSA+SHA1:RSA+SHA256"))
                    .contains("ECHO-OF-THIS");
        }
        try (TlsContexts contexts = contexts(TlsCipher.COMPATIBLE, TestPki.rsa());
                TlsServer server = new TlsServer(contexts)) {
            assertThat(connect(server, "AES128-SHA", "-sigalgs", "RSA+SHA1")).contains("ECHO-OF-THIS");
        }
    }

    @Test
    void whoIsLeftOutDependsOnCiphersAndCertificates() throws Exception {
        assertThat(leftOut(TlsCipher.INTERMEDIATE, TestPki.rsa()))
                .containsExactly(
                        "Windows Server 2012 R2, Windows 8.1 and older: with an RSA certificate they need CBC mode or RSA"
                                + " key exchange: add an EC certificate, or set ciphers: compatible",
                        "Java 7: it needs CBC mode: set ciphers: compatible",
                        "devices that only know RSA key exchange: they need an RSA certificate and ciphers: compatible");
        assertThat(leftOut(TlsCipher.INTERMEDIATE, TestPki.rsa(), TestPki.ec()))
                .extracting(who -> who.split(":")[0])
                .containsExactly("Java 7", "devices that only know RSA key exchange");
        assertThat(leftOut(TlsCipher.COMPATIBLE, TestPki.ec()))
                .extracting(who -> who.split(":")[0])
                .containsExactly("devices that only know RSA key exchange");
        assertThat(leftOut(TlsCipher.COMPATIBLE, TestPki.rsa())).isEmpty();
        assertThat(leftOut(TlsCipher.MODERN, TestPki.rsa())).hasSize(4);
    }

    @Test
    void withoutTls12AllOfThemAreLeftOut() throws Exception {
        Listeners listeners = new Listeners(folder)
                .protocols(TlsVersion.TLS_1_3)
                .serving("server", TestPki.server("localhost").issuedBy(authority));
        try (TlsContexts contexts = TlsContexts.load(listeners.config(), ProxyMetrics.NONE)) {
            assertThat(contexts.leftOut()).hasSize(4);
        }
    }

    private List<String> leftOut(TlsCipher profile, KeyPair... keys) throws Exception {
        try (TlsContexts contexts = contexts(profile, keys)) {
            return contexts.leftOut();
        }
    }
}
