package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.config.ClientCertificates;
import io.dirgate.proxy.observe.ProxyMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class ResumptionTest {
    private static final String RESUMED = "Reused, TLSv1.";
    private static final String NEW = "New, TLSv1.";

    @TempDir
    Path folder;

    private final TestPki.Pair authority = TestPki.authority("Test CA");
    private OpenSslClient openssl;

    @BeforeEach
    void tool() {
        openssl = new OpenSslClient(folder);
    }

    private Listeners listeners() throws IOException {
        return new Listeners(folder)
                .serving("server", TestPki.server("localhost").issuedBy(authority));
    }

    private TlsContexts load(Listeners listeners) throws TlsException {
        return TlsContexts.load(listeners.config(), ProxyMetrics.NONE);
    }

    private String first(TlsServer server, String... arguments) throws IOException {
        return openssl.connect(server.port(), with(arguments, "-sess_out", "session"));
    }

    private String again(TlsServer server, String... arguments) throws IOException {
        return openssl.connect(server.port(), with(arguments, "-sess_in", "session"));
    }

    private static String[] with(String[] arguments, String... more) {
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void ticketsOutliveAReloadAndARotationButNotThree(String version) throws Exception {
        try (TlsContexts contexts = load(listeners());
                TlsServer server = new TlsServer(contexts)) {
            assertThat(first(server, version)).contains(NEW);
            contexts.reload();
            contexts.rotateTicketKeys();
            assertThat(again(server, version)).contains(RESUMED);
            contexts.rotateTicketKeys();
            contexts.rotateTicketKeys();
            assertThat(again(server, version)).contains(NEW).contains("ECHO-OF-THIS");
        }
    }

    @Test
    void aFleetResumesEachOthersSessions() throws Exception {
        Path keys = folder.resolve("ticket.keys");
        openssl.run("rand", "-base64", "-out", keys.toString(), "48");
        try (TlsContexts one = load(listeners().ticketKeys(keys));
                TlsContexts other = load(listeners().ticketKeys(keys));
                TlsContexts stranger = load(listeners());
                TlsServer oneServer = new TlsServer(one);
                TlsServer otherServer = new TlsServer(other);
                TlsServer strangerServer = new TlsServer(stranger)) {
            assertThat(first(oneServer)).contains(NEW);
            assertThat(again(otherServer)).contains(RESUMED);
            assertThat(again(strangerServer)).contains(NEW);
        }
    }

    @Test
    void aChangedFileOfKeysIsTaken() throws Exception {
        Path keys = folder.resolve("ticket.keys");
        String old = Base64.getEncoder().encodeToString(new byte[80]);
        Files.writeString(keys, old);
        try (TlsContexts contexts = load(listeners().ticketKeys(keys));
                TlsServer server = new TlsServer(contexts)) {
            assertThat(first(server)).contains(NEW);
            byte[] next = new byte[48];
            next[0] = 1;
            Files.writeString(keys, Base64.getEncoder().encodeToString(next) + "\n" + old + "\n");
            contexts.reload();
            assertThat(again(server)).contains(RESUMED);
            Files.writeString(keys, Base64.getEncoder().encodeToString(next));
            contexts.reload();
            assertThat(again(server)).contains(NEW);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void anotherNamesSessionIsNotResumed(String version) throws Exception {
        Listeners listeners =
                listeners().serving("other", TestPki.server("other.example.com").issuedBy(authority));
        try (TlsContexts contexts = load(listeners);
                TlsServer server = new TlsServer(contexts)) {
            assertThat(first(server, version, "-servername", "localhost")).contains(NEW);
            assertThat(again(server, version, "-servername", "other.example.com"))
                    .contains(NEW);
            assertThat(again(server, version, "-servername", "localhost")).contains(RESUMED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void aTicketDoesNotStandInForACertificate(String version) throws Exception {
        Path keys = Files.writeString(
                folder.resolve("ticket.keys"), Base64.getEncoder().encodeToString(new byte[48]));
        try (TlsContexts open = load(listeners().ticketKeys(keys));
                TlsContexts guarded =
                        load(listeners().ticketKeys(keys).asking(ClientCertificates.REQUIRED, authority));
                TlsServer openServer = new TlsServer(open);
                TlsServer guardedServer = new TlsServer(guarded)) {
            assertThat(first(openServer, version)).contains(NEW);
            assertThat(again(guardedServer, version))
                    .doesNotContain(RESUMED)
                    .doesNotContain("ECHO-OF-THIS")
                    .contains("alert");
        }
    }
}
