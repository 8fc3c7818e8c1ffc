package io.dirgate.certtool.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dirgate.certtool.Cli;
import io.dirgate.certtool.TlsServer;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.ca.TwoLevelCa;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
    static final String HOST = "ldap.corp.example.com";

    @TempDir
    static Path folder;

    static TwoLevelCa ca;
    static Path live;

    @BeforeAll
    static void issue() throws Exception {
        ca = TwoLevelCa.in(folder);
        live = ca.issue("live", "--name", HOST);
    }

    private static JsonNode json(Object... words) throws Exception {
        return new ObjectMapper().readTree(Cli.ok(words).out());
    }

    @Test
    void chainIsShownInItsOrder() throws Exception {
        JsonNode items = json("inspect", live.resolve("chain.pem"), "--json").get("items");
        assertThat(items).hasSize(2);
        assertThat(items.get(0).get("names").get(0).asText()).isEqualTo(HOST);
        assertThat(items.get(0).get("key").asText()).isEqualTo("EC P-256");
        assertThat(items.get(0).get("daysLeft").asLong()).isBetween(88L, 90L);
        assertThat(items.get(1).get("ca").asBoolean()).isTrue();
        String fingerprint =
                Tool.ok("openssl", "x509", "-in", live.resolve("server.crt"), "-noout", "-fingerprint", "-sha256");
        assertThat(fingerprint.trim().replace(":", "").toLowerCase(Locale.ROOT))
                .endsWith(items.get(0).get("sha256").asText());
        assertThat(Cli.ok("inspect", live.resolve("chain.pem")).out()).contains(HOST, "days left", "path length 0");
    }

    @Test
    void everyKindOfFileIsRecognisedByItsContent() throws Exception {
        Cli.ok("ca", "crl", "--dir", ca.issuing(), "--passphrase-file", ca.passphrase());
        Path csr = folder.resolve("a.csr");
        Cli.ok("csr", "--key", live.resolve("privatekey.pem"), "--name", HOST, "--out", csr);
        Path p12 = folder.resolve("a.p12");
        Cli.ok(
                "bundle",
                live.resolve("chain.pem"),
                "--key",
                live.resolve("privatekey.pem"),
                "--format",
                "pkcs12",
                "--out",
                p12,
                "--passphrase-file",
                ca.passphrase());
        assertThat(type(live.resolve("privatekey.pem"))).isEqualTo("key");
        assertThat(type(ca.issuing().resolve("ca.key"))).isEqualTo("encrypted-key");
        assertThat(type(ca.issuing().resolve("ca.crl"))).isEqualTo("crl");
        assertThat(type(csr)).isEqualTo("request");
        assertThat(type(p12)).isEqualTo("key");
        Cli nothing = Cli.run("inspect", Files.writeString(folder.resolve("text"), "hello"));
        assertThat(nothing.exitCode()).isEqualTo(1);
        assertThat(nothing.err()).contains("text holds").hasLineCount(1);
        assertThat(Cli.run("inspect", folder.resolve("absent.pem")).err())
                .contains("no such file")
                .hasLineCount(1);
    }

    private static String type(Path file) throws Exception {
        return json("inspect", file, "--json", "--passphrase-file", ca.passphrase())
                .get("items")
                .get(0)
                .get("type")
                .asText();
    }

    @Test
    void serverIsShownWithWhatAClientWouldHoldAgainstIt() throws Exception {
        try (TlsServer server = new TlsServer(
                Keys.readPlain(live.resolve("privatekey.pem")).getPrivate(),
                Certificates.read(live.resolve("chain.pem")))) {
            String where = "127.0.0.1:" + server.port();
            JsonNode report = json("inspect", where, "--ca", live.resolve("ca.pem"), "--json");
            assertThat(report.get("protocol").asText()).isEqualTo("TLSv1.3");
            assertThat(report.at("/keyExchange/group").asText()).isEqualTo("X25519");
            assertThat(report.at("/keyExchange/postQuantum").asBoolean()).isFalse();
            assertThat(report.get("chain")).hasSize(2);
            assertThat(report.get("findings")).singleElement().satisfies(fault -> {
                assertThat(fault.get("code").asText()).isEqualTo("name");
                assertThat(fault.get("message").asText()).contains("127.0.0.1", HOST);
            });
        }
    }

    @Test
    void verifyAcceptsAGoodChainAndNamesEachFaultOfABadOne() throws Exception {
        Path chain = live.resolve("chain.pem");
        Path trusted = live.resolve("ca.pem");
        Cli.ok("verify", chain, "--ca", trusted, "--name", HOST, "--key", live.resolve("privatekey.pem"));
        Path other = folder.resolve("other.pem");
        Cli.ok("key", "--out", other);
        Cli bad = Cli.run(
                "verify",
                live.resolve("server.crt"),
                "--ca",
                trusted,
                "--name",
                "wrong.example",
                "--key",
                other,
                "--client");
        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.out()).contains("[missing-issuer]", "[name]", "[key]", "[purpose]", "wrong.example", HOST);
        Cli late = Cli.run("verify", chain, "--ca", trusted, "--at", "2101-01-01T00:00:00Z");
        assertThat(late.exitCode()).isEqualTo(4);
        assertThat(late.out()).contains("[expired]");
        assertThat(Cli.run("verify", chain).out()).contains("[missing-issuer]");
    }

    @Test
    void verifySeesRevocationByTheCrls() throws Exception {
        Path revoked = ca.issue("revoked", "--name", HOST);
        Cli.ok("ca", "revoke", "--dir", ca.issuing(), "--certificate", revoked.resolve("server.crt"));
        Cli.ok("ca", "crl", "--dir", ca.issuing(), "--passphrase-file", ca.passphrase());
        Cli.ok("ca", "crl", "--dir", ca.root(), "--passphrase-file", ca.passphrase());
        Cli judged = Cli.run(
                "verify",
                revoked.resolve("chain.pem"),
                "--ca",
                revoked.resolve("ca.pem"),
                "--crl",
                ca.issuing().resolve("ca.crl"),
                "--crl",
                ca.root().resolve("ca.crl"));
        assertThat(judged.exitCode()).isEqualTo(1);
        assertThat(judged.out()).contains("[revoked]");
        Cli.ok(
                "verify",
                live.resolve("chain.pem"),
                "--ca",
                live.resolve("ca.pem"),
                "--crl",
                ca.issuing().resolve("ca.crl"),
                "--crl",
                ca.root().resolve("ca.crl"));
    }

    @Test
    void bundlesGoIntoEachFormAndBack() throws Exception {
        Path shuffled = folder.resolve("shuffled.pem");
        Files.writeString(
                shuffled,
                Files.readString(live.resolve("ca.pem"))
                        + Files.readString(ca.issuing().resolve("ca.crt"))
                        + Files.readString(live.resolve("server.crt")));
        Path ordered = folder.resolve("ordered.pem");
        Cli.ok("bundle", shuffled, "--out", ordered);
        assertThat(ordered).hasSameTextualContentAs(live.resolve("chain.pem"));
        for (String form : new String[] {"pkcs12", "jks"}) {
            Path store = folder.resolve("server." + form);
            Cli.ok(
                    "bundle",
                    ordered,
                    "--key",
                    live.resolve("privatekey.pem"),
                    "--format",
                    form,
                    "--out",
                    store,
                    "--passphrase-file",
                    ca.passphrase());
            assertThat(Tool.ok("keytool", "-list", "-v", "-keystore", store, "-storepass:file", ca.passphrase()))
                    .contains("PrivateKeyEntry", "Certificate chain length: 2");
            Path back = folder.resolve("back-" + form + ".pem");
            Path key = folder.resolve("back-" + form + ".key");
            Cli.ok("bundle", store, "--out", back, "--key-out", key, "--passphrase-file", ca.passphrase());
            assertThat(back).hasSameTextualContentAs(live.resolve("chain.pem"));
            assertThat(Tool.ok("openssl", "pkey", "-in", key, "-pubout"))
                    .isEqualTo(Tool.ok("openssl", "pkey", "-in", live.resolve("privatekey.pem"), "-pubout"));
            Path trust = folder.resolve("trust." + form);
            Cli.ok(
                    "bundle",
                    live.resolve("ca.pem"),
                    "--trust",
                    "--format",
                    form,
                    "--out",
                    trust,
                    "--passphrase-file",
                    ca.passphrase());
            assertThat(Tool.ok("keytool", "-list", "-keystore", trust, "-storepass:file", ca.passphrase()))
                    .contains("trustedCertEntry");
        }
        Tool.ok(
                "openssl",
                "pkcs12",
                "-in",
                folder.resolve("server.pkcs12"),
                "-nodes",
                "-passin",
                "file:" + ca.passphrase());
        Path der = folder.resolve("a.der");
        Cli.ok("bundle", live.resolve("server.crt"), "--format", "der", "--out", der);
        Tool.ok("openssl", "x509", "-inform", "DER", "-in", der, "-noout");
    }
}
