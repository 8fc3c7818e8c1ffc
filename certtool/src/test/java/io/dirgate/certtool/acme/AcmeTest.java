package io.dirgate.certtool.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.cli.Context;
import io.dirgate.certtool.cli.Screens;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.RenewalTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcmeTest {
    @TempDir
    Path folder;

    @Test
    void certificateIsOrderedByHttpAndRenewedWhenDue() throws Exception {
        try (Pebble pebble = Pebble.start(folder, false)) {
            Path live = folder.resolve("live");

            Cli ordered = order(pebble, "--name", "ldap.corp.example.com", "--http-listen", pebble.httpListen());

            assertThat(ordered.exitCode()).as(ordered.err()).isZero();
            assertThat(ordered.err()).contains("made an account", "proving ldap.corp.example.com by http-01");
            List<X509Certificate> chain = Certificates.read(live.resolve("chain.pem"));
            X509Certificate leaf = chain.get(0);
            assertThat(chain).hasSizeGreaterThan(1);
            leaf.verify(chain.get(1).getPublicKey());
            assertThat(leaf.getPublicKey())
                    .isEqualTo(Keys.readPlain(live.resolve("privatekey.pem")).getPublic());
            assertThat(Tool.ok(
                            "openssl", "x509", "-noout", "-ext", "subjectAltName", "-in", live.resolve("server.crt")))
                    .contains("DNS:ldap.corp.example.com");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(live.resolve("account.pem"))))
                    .isEqualTo("rw-------");

            assertThat(Cli.ok("acme", "renew", "--out-dir", live, "--json").out())
                    .contains("\"renewed\" : false");
            Cli early = Cli.ok("acme", "renew", "--out-dir", live);
            assertThat(early.out()).contains("not due before");
            assertThat(Certificates.read(live.resolve("server.crt"))).containsExactly(leaf);

            Cli due = Cli.run(at(RenewalTime.of(leaf)), "acme", "renew", "--out-dir", live);
            assertThat(due.exitCode()).as(due.err()).isZero();
            X509Certificate renewed =
                    Certificates.read(live.resolve("server.crt")).get(0);
            assertThat(renewed.getSerialNumber()).isNotEqualTo(leaf.getSerialNumber());
            assertThat(renewed.getPublicKey())
                    .as("a new key")
                    .isNotEqualTo(leaf.getPublicKey())
                    .isEqualTo(Keys.readPlain(live.resolve("privatekey.pem")).getPublic());

            assertThat(Cli.ok("renew", "--out-dir", live, "--acme").out()).startsWith("kept: ");
            Cli drifting = Cli.ok("renew", "--out-dir", live, "--acme", "--now", "--json");
            assertThat(drifting.out()).contains("\"renewed\" : true", "\"kind\" : \"chain\"");
            assertThat(Certificates.read(live.resolve("server.crt"))).doesNotContain(renewed);

            assertThat(order(pebble, "--name", "ldap.corp.example.com").err()).contains("--force");
            Cli untrusted = Cli.run(
                    "acme",
                    "order",
                    "--server",
                    pebble.directory(),
                    "--name",
                    "ldap.corp.example.com",
                    "--out-dir",
                    folder.resolve("other"));
            assertThat(untrusted.err()).contains("not trusted", "--server-ca").hasLineCount(1);
        }
    }

    @Test
    void wildcardIsOrderedByADnsHookWithExternalAccountBinding() throws Exception {
        try (Pebble pebble = Pebble.start(folder, true)) {
            Path hook = pebble.dnsHook();
            Path key = Files.writeString(folder.resolve("eab.key"), Pebble.MAC_KEY + "\n");

            Cli unbound = order(pebble, "--name", "*.corp.example.com", "--dns-hook", hook);
            assertThat(unbound.exitCode()).isEqualTo(2);
            assertThat(unbound.err()).contains("--eab-kid");

            Cli ordered = order(
                    pebble,
                    "--name",
                    "*.corp.example.com",
                    "--name",
                    "corp.example.com",
                    "--type",
                    "rsa-2048",
                    "--dns-hook",
                    hook,
                    "--eab-kid",
                    Pebble.KEY_ID,
                    "--eab-key-file",
                    key);

            assertThat(ordered.exitCode()).as(ordered.err()).isZero();
            Path live = folder.resolve("live");
            assertThat(Tool.ok("openssl", "x509", "-noout", "-text", "-in", live.resolve("server.crt")))
                    .contains("DNS:*.corp.example.com", "DNS:corp.example.com", "2048 bit");
            assertThat(folder.resolve("hook.log"))
                    .content()
                    .contains("present _acme-challenge.corp.example.com.", "cleanup _acme-challenge.corp.example.com.");
            assertThat(live.resolve("acme.json")).content().doesNotContain(Pebble.MAC_KEY);

            Cli again = Cli.run("acme", "renew", "--out-dir", live, "--now");
            assertThat(again.exitCode()).as(again.err()).isZero();
        }
    }

    @Test
    void nameThatCannotBeProvedSaysWhatTheCaSawAndWhatToDo() throws Exception {
        try (Pebble pebble = Pebble.start(folder, false)) {
            Path hook = Files.writeString(folder.resolve("lazy.sh"), "#!/bin/sh\n");
            assertThat(hook.toFile().setExecutable(true)).isTrue();

            Cli ran = order(pebble, "--name", "ldap.corp.example.com", "--dns-hook", hook);

            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err())
                    .contains(
                            "could not verify ldap.corp.example.com by dns-01",
                            "_acme-challenge.ldap.corp.example.com");
            assertThat(folder.resolve("live/privatekey.pem")).doesNotExist();
        }
    }

    @Test
    void whatCannotWorkIsSaidBeforeTheServerIsAsked() throws IOException {
        assertThat(Cli.run(
                                "acme",
                                "order",
                                "--server",
                                "https://127.0.0.1:9/dir",
                                "--name",
                                "*.example.com",
                                "--out-dir",
                                folder)
                        .err())
                .contains("--dns-hook");
        Cli silent = Cli.run(
                "acme",
                "order",
                "--server",
                "https://127.0.0.1:9/dir",
                "--name",
                "ldap.example.com",
                "--out-dir",
                folder.resolve("live"));
        assertThat(silent.exitCode()).isEqualTo(1);
        assertThat(silent.err())
                .contains("cannot be reached", "nothing answers")
                .hasLineCount(1);
        assertThat(Cli.run("acme", "renew", "--out-dir", folder).err()).contains("nothing was ordered");
    }

    private Cli order(Pebble pebble, Object... more) {
        List<Object> line = new ArrayList<>(List.of(
                "acme",
                "order",
                "--server",
                pebble.directory(),
                "--server-ca",
                pebble.serverCa(),
                "--agree-tos",
                "--email",
                "admin@example.com",
                "--out-dir",
                folder.resolve("live")));
        line.addAll(List.of(more));
        return Cli.run(line.toArray());
    }

    private static Context at(Instant now) {
        return new Context(Disk.real(), Clock.fixed(now, ZoneOffset.UTC), variable -> null, Screens.PLAIN, null);
    }
}
