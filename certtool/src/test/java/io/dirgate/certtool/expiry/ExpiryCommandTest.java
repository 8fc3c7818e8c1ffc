package io.dirgate.certtool.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dirgate.certtool.Cli;
import io.dirgate.certtool.TlsServer;
import io.dirgate.certtool.aws.fake.FakeAws;
import io.dirgate.certtool.ca.TwoLevelCa;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpiryCommandTest {
    @TempDir
    static Path folder;

    static TwoLevelCa ca;
    static Path live;

    @BeforeAll
    static void issue() throws Exception {
        ca = TwoLevelCa.in(folder);
        live = ca.issue("live", "--name", "ldap.corp.example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 25%, 10%, ok, 0",
        "69, 25%, 10%, expires-soon, 3",
        "82, 25%, 10%, critical, 4",
        "91, 25%, 10%, expired, 4",
        "55, 30d, 7d, ok, 0",
        "65, 30d, 7d, expires-soon, 3",
        "84, 30, 7, critical, 4",
        "89, 12h, 1h, ok, 0"
    })
    void codeFollowsTheThresholds(int day, String warn, String critical, String code, int exitCode) throws Exception {
        Cli ran = Cli.run(
                Cli.inDays(day),
                "expiry",
                live.resolve("server.crt"),
                "--warn",
                warn,
                "--critical",
                critical,
                "--json");
        assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(exitCode);
        JsonNode rows = new ObjectMapper().readTree(ran.out()).get("findings");
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).get("code").asText()).isEqualTo(code);
    }

    @Test
    void underEachShareThereAreDays() throws Exception {
        Path brief = ca.issue("brief", "--name", "brief.example.com", "--days", 1);
        Cli first = Cli.run("expiry", brief.resolve("server.crt"));
        assertThat(first.exitCode()).as(first.toString()).isEqualTo(4);
        assertThat(first.out()).contains("critical", " 0 ");
        Cli wanted = Cli.run("expiry", brief.resolve("server.crt"), "--warn", "2h", "--critical", "1h");
        assertThat(wanted.exitCode()).as(wanted.toString()).isZero();
    }

    @Test
    void theEndOfAnIssuerHasALineOfItsOwn() throws Exception {
        Path old = folder.resolve("old");
        Path below = folder.resolve("below");
        Cli.ok("ca", "init", "--dir", old, "--name", "Old", "--days", 100, "--no-passphrase");
        Cli.ok("ca", "intermediate", "--dir", below, "--parent", old, "--name", "Below", "--no-passphrase");
        Cli.ok(
                "ca",
                "issue",
                "--dir",
                below,
                "--name",
                "a.example.com",
                "--days",
                60,
                "--out-dir",
                folder.resolve("a"));
        assertThat(Cli.ok("expiry", folder.resolve("a/chain.pem")).out()).hasLineCount(2);
        Cli ran = Cli.run(Cli.inDays(42), "expiry", folder.resolve("a/chain.pem"));
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out()).contains("ok", "ca-ends", "the CA CN=Below ends on");

        Cli alone = Cli.run(Cli.inDays(42), "expiry", folder.resolve("a/server.crt"));
        assertThat(alone.exitCode()).as("the chain is beside it").isEqualTo(3);
        assertThat(alone.out()).contains("ok", "ca-ends", "the CA CN=Below ends on");
        Files.delete(folder.resolve("a/chain.pem"));
        Files.writeString(folder.resolve("a/chain.pem"), "damaged");
        Cli damaged = Cli.run("expiry", folder.resolve("a/server.crt"));
        assertThat(damaged.exitCode()).isEqualTo(1);
        assertThat(damaged.out()).contains("ok", "unreadable", "a/chain.pem");
    }

    @Test
    void whatCannotBeReadIsALineAndTheWorstCodeCounts() throws Exception {
        Path damaged = Files.writeString(folder.resolve("damaged.pem"), "-----BEGIN CERTIFICATE-----\nAA");
        Path none = Files.writeString(folder.resolve("none.pem"), "nothing");
        Cli ran = Cli.run("expiry", damaged, none, folder, folder.resolve("absent.crt"), live.resolve("server.crt"));
        assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(1);
        assertThat(ran.out())
                .contains("unreadable", "missing", "ok", "damaged.pem", "is a folder")
                .hasLineCount(6);
        Cli late = Cli.run(Cli.inDays(100), "expiry", none, live.resolve("server.crt"));
        assertThat(late.exitCode()).isEqualTo(4);
        JsonNode rows = new ObjectMapper()
                .readTree(Cli.run("expiry", none, live.resolve("server.crt"), "--json")
                        .out())
                .get("findings");
        assertThat(rows).extracting(row -> row.get("code").asText()).containsExactly("unreadable", "ok");
    }

    @Test
    void missingFileIsDueAndADeadEndpointIsAFailure() {
        Cli missing = Cli.run("expiry", folder.resolve("absent.crt"), live.resolve("server.crt"));
        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.out()).contains("missing", "ok", "ldap.corp.example.com");
        Cli dead = Cli.run("expiry", "no-such-host.invalid:636", live.resolve("server.crt"));
        assertThat(dead.exitCode()).isEqualTo(1);
        assertThat(dead.out()).contains("unreachable");
        assertThat(Cli.run("expiry").exitCode()).isEqualTo(2);
        assertThat(Cli.run("expiry", "x", "--warn", "soon").exitCode()).isEqualTo(2);
    }

    @Test
    void endpointsAndIssuersAreLookedAt() throws Exception {
        try (TlsServer server = new TlsServer(
                Keys.readPlain(live.resolve("privatekey.pem")).getPrivate(),
                Certificates.read(live.resolve("chain.pem")))) {
            Cli ran = Cli.ok("expiry", "127.0.0.1:" + server.port(), "--chain");
            assertThat(ran.out())
                    .contains("ldap.corp.example.com", "CN=Example Issuing CA")
                    .hasLineCount(3);
        }
    }

    @Test
    void acmAndDirectoriesStandInTheSameTable() throws Exception {
        try (FakeAws aws = FakeAws.start()) {
            Cli.ok(
                    "acm",
                    "import",
                    "--certificate",
                    live.resolve("chain.pem"),
                    "--key",
                    live.resolve("privatekey.pem"),
                    "--endpoint-url",
                    aws.endpoint());
            String id = aws.directories().addManagedAd("corp.example.com", "10.0.1.10");
            Cli.ok(
                    "directory",
                    "certificate",
                    "register",
                    "--directory-id",
                    id,
                    "--certificate",
                    ca.root().resolve("ca.crt"),
                    "--endpoint-url",
                    aws.endpoint());
            Cli ran = Cli.ok(
                    "expiry", live.resolve("server.crt"), "--acm", "--directory", id, "--endpoint-url", aws.endpoint());
            assertThat(ran.out()).contains("arn:aws:acm", id + " c-", "Example Root CA");
        }
    }
}
