package io.dirgate.certtool.acme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.dirgate.certtool.Cli;
import io.dirgate.certtool.TlsServer;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.KeyIdentifiers;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.RenewalTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A CA that suggests when to renew (RFC 9773): the part of ACME that needs no account, on a small server. */
class RenewalInformationTest {
    @TempDir
    Path folder;

    final Map<String, String> answers = new ConcurrentHashMap<>();
    HttpsServer server;
    Path live;
    X509Certificate leaf;

    @BeforeEach
    void start() throws Exception {
        Path ca = folder.resolve("ca");
        Path tls = folder.resolve("tls");
        live = folder.resolve("live");
        Cli.ok("ca", "init", "--dir", ca, "--name", "Root", "--no-passphrase");
        Cli.ok("ca", "issue", "--dir", ca, "--name", "127.0.0.1", "--out-dir", tls);
        Cli.ok("ca", "issue", "--dir", ca, "--name", "ldap.example.com", "--out-dir", live);
        leaf = Certificates.read(live.resolve("server.crt")).get(0);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(TlsServer.context(
                Keys.readPlain(tls.resolve("privatekey.pem")).getPrivate(),
                Certificates.read(tls.resolve("chain.pem")))));
        server.createContext("/", exchange -> {
            String answer = answers.get(exchange.getRequestURI().getPath());
            byte[] body = (answer == null ? "{}" : answer).getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("Retry-After", "21600");
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String base = "https://127.0.0.1:" + server.getAddress().getPort();
        answers.put(
                "/dir",
                "{\"newNonce\": \"%1$s/n\", \"newAccount\": \"%1$s/a\", \"newOrder\": \"%1$s/o\", \"renewalInfo\": \"%1$s/info\"}"
                        .formatted(base));
        new AcmeSettings(
                        URI.create(base + "/dir"),
                        live.resolve("ca.pem").toString(),
                        live.resolve("account.pem").toString(),
                        List.of("ldap.example.com"),
                        "ec-p256",
                        "80",
                        null,
                        null)
                .write(Disk.real(), live);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** The suggested window, at the address of RFC 9773 section 4.1. */
    private void suggest(Instant start, Instant end) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String id = encoder.encodeToString(KeyIdentifiers.authority(leaf)) + "."
                + encoder.encodeToString(leaf.getSerialNumber().toByteArray());
        answers.put("/info/" + id, "{\"suggestedWindow\": {\"start\": \"%s\", \"end\": \"%s\"}}".formatted(start, end));
    }

    private Instant due() throws Exception {
        Cli ran = Cli.ok("acme", "renew", "--out-dir", live, "--dry-run", "--json");
        return Instant.parse(new ObjectMapper().readTree(ran.out()).get("due").asText());
    }

    private static Instant inDays(int days) {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(days));
    }

    @Test
    void theCertificateIsDueWhenTheCaSuggests() throws Exception {
        suggest(inDays(10), inDays(12));
        assertThat(due()).isBetween(inDays(9), inDays(12)).isEqualTo(due());
        assertThat(Cli.ok("renew", "--out-dir", live, "--acme").out()).contains("kept: it is not due before " + due());
        suggest(inDays(-3), inDays(-1));
        assertThat(Cli.ok("renew", "--out-dir", live, "--acme", "--dry-run").out())
                .contains("would renew: it was due on " + due());
    }

    @Test
    void aSuggestionThatComesTooLateOrNotAtAllLeavesTheAgeToDecide() throws Exception {
        suggest(inDays(88), inDays(95));
        assertThat(due()).isEqualTo(RenewalTime.of(leaf));
        answers.remove("/dir");
        Cli ran = Cli.ok("acme", "renew", "--out-dir", live);
        assertThat(ran.out()).contains("not due before " + RenewalTime.of(leaf));
        assertThat(ran.err()).contains("its age decides");
    }

    @Test
    void aCaThatSuggestsNothingLeavesTheAgeToDecide() throws Exception {
        answers.computeIfPresent("/dir", (path, text) -> text.replace("renewalInfo", "other"));
        assertThat(due()).isEqualTo(RenewalTime.of(leaf));
    }
}
