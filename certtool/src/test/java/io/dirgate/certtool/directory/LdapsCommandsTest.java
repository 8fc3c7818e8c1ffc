package io.dirgate.certtool.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dirgate.certtool.Cli;
import io.dirgate.certtool.aws.CertificateRecipe;
import io.dirgate.certtool.aws.Issued;
import io.dirgate.certtool.aws.fake.FakeAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LdapsCommandsTest {
    private final FakeAws aws = FakeAws.start();
    private final String id = aws.directories().addManagedAd("cloud.example.com", "10.0.3.10", "10.0.4.10");

    @TempDir
    Path folder;

    Path ca;

    @BeforeEach
    void makeCa() throws IOException {
        ca = ca("Example Root CA", "ca");
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void caIsRegisteredOnceAndLdapsEnabledOnce() throws IOException {
        aws.directories().settleAfter(2);

        String certificate = ok("certificate", "register", "--certificate", ca, "--wait")
                .out()
                .strip();
        assertThat(certificate).matches("c-[0-9a-f]{10}");
        assertThat(ok("certificate", "register", "--certificate", ca, "--wait").out())
                .contains(certificate);
        assertThat(aws.actions()).filteredOn("ds:RegisterCertificate"::equals).hasSize(1);

        Cli enabled = ok("ldaps", "enable", "--wait");
        assertThat(enabled.out()).contains("is Enabled");
        assertThat(enabled.err()).contains("is Enabling");
        assertThat(ok("ldaps", "enable").out()).contains("already enabled");
        assertThat(ok("ldaps", "status").out()).isEqualToIgnoringNewLines("Enabled");
        assertThat(new ObjectMapper()
                        .readTree(ok("certificate", "show", "--certificate-id", certificate, "--json")
                                .out())
                        .path("commonName")
                        .asText())
                .isEqualTo("Example Root CA");
        assertThat(ok("certificate", "list").out()).contains(certificate, "Example Root CA", "ldaps", "Registered");
    }

    @Test
    void ldapsNeedsACertificateFirst() {
        Cli ran = run("ldaps", "enable");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("certificate register");
    }

    @Test
    void lastCertificateGoesOnlyWhenLdapsIsOff() {
        String certificate =
                ok("certificate", "register", "--certificate", ca).out().strip();
        ok("ldaps", "enable");

        Cli refused = run("certificate", "deregister", "--certificate-id", certificate);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("ldaps disable", "rotate");

        ok("ldaps", "disable");
        assertThat(ok("ldaps", "disable").out()).contains("already disabled");
        ok("certificate", "deregister", "--certificate-id", certificate);
        assertThat(ok("certificate", "list", "--json").out()).contains("\"certificates\" : [ ]");
    }

    @Test
    void whatWouldBeRefusedIsNotSent() throws IOException {
        Issued leaf = CertificateRecipe.server("dc1.corp.example.com").selfSigned();
        Path file = leaf.writeTo(folder, "leaf");

        Cli ran = run("certificate", "register", "--certificate", file);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("ds-ca", "ds-expiry");
        assertThat(aws.requests()).isEmpty();
        assertThat(run("certificate", "register", "--certificate", ca, "--ocsp-url", "http://o.example.com")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void sixthCertificateIsAnsweredWithTheLimit() throws IOException {
        for (int i = 0; i < 5; i++) {
            ok("certificate", "register", "--certificate", ca("CA " + i, "ca" + i));
        }

        Cli ran = run("certificate", "register", "--certificate", ca);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("5 certificates", "deregister");
    }

    @Test
    void failedRegistrationAndFailedSwitchTellTheirReason() {
        aws.directories().failBecause("the LDAPS server did not answer");
        assertThat(run("certificate", "register", "--certificate", ca, "--wait").err())
                .contains("was not registered", "did not answer");
    }

    @Test
    void ldapsThatCannotBeEnabledTellsItsReason() {
        ok("certificate", "register", "--certificate", ca);
        aws.directories().failBecause("the LDAPS server did not answer");

        Cli ran = run("ldaps", "enable", "--wait");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("could not be enabled", "did not answer");
        assertThat(run("ldaps", "status").exitCode()).isEqualTo(1);
    }

    @Test
    void rotationKeepsLdapsOnAllTheTime() throws IOException {
        String old = ok("certificate", "register", "--certificate", ca).out().strip();
        ok("ldaps", "enable");
        Path next = ca("Example Root CA 2", "next");
        aws.directories().settleAfter(2);
        aws.forgetRequests();

        assertThat(ok("certificate", "rotate", "--certificate", next, "--dry-run")
                        .out())
                .contains(old);
        assertThat(aws.actions()).doesNotContain("ds:RegisterCertificate");

        String now = ok("certificate", "rotate", "--certificate", next).out().strip();

        assertThat(aws.actions()).doesNotContain("ds:DisableLDAPS").contains("ds:DeregisterCertificate");
        assertThat(now).isNotEqualTo(old);
        assertThat(ok("certificate", "rotate", "--certificate", next).out()).contains(now);
        assertThat(new ObjectMapper()
                        .readTree(ok("certificate", "list", "--json").out())
                        .get("certificates"))
                .filteredOn(each -> each.path("state").asText().equals("Registered"))
                .extracting(each -> each.path("id").asText())
                .containsExactly(now);
    }

    @Test
    void rotationAmongSeveralAsksWhichOneGoes() throws IOException {
        String one = ok("certificate", "register", "--certificate", ca).out().strip();
        String two = ok("certificate", "register", "--certificate", ca("CA 2", "ca2"))
                .out()
                .strip();
        Path next = ca("CA 3", "ca3");

        Cli asked = run("certificate", "rotate", "--certificate", next);
        assertThat(asked.exitCode()).isEqualTo(2);
        assertThat(asked.err()).contains(one, two, "--replace");

        ok("certificate", "rotate", "--certificate", next, "--replace", one);
        assertThat(ok("certificate", "list").out()).contains(two, "CA 3").doesNotContain(one);
    }

    @Test
    void smartCardsNeedTheirOwnCertificate() {
        ok("certificate", "register", "--certificate", ca);
        assertThat(run("client-auth", "enable").err()).contains("--type smart-card");

        ok(
                "certificate",
                "register",
                "--certificate",
                ca,
                "--type",
                "smart-card",
                "--ocsp-url",
                "http://ocsp.corp.example.com");
        ok("client-auth", "enable");
        assertThat(ok("client-auth", "enable").out()).contains("already");
        assertThat(ok("client-auth", "status").out()).contains("Enabled");
        ok("client-auth", "disable");
        assertThat(ok("client-auth", "status", "--json").out()).contains("Disabled");
    }

    @Test
    void applyMakesTheDirectoryAsTheFileSaysAndASecondRunChangesNothing() throws IOException {
        ca("Old CA", "old");
        ok("certificate", "register", "--certificate", folder.resolve("old.crt"));
        Path file = Files.writeString(folder.resolve("ldaps.yaml"), """
                directoryId: %s
                ldaps:
                  enabled: true
                  certificates:
                    - file: ca.crt
                  prune: true
                smartCards:
                  enabled: true
                  certificates:
                    - file: ca.crt
                      ocspUrl: http://ocsp.corp.example.com
                """.formatted(id));
        aws.directories().settleAfter(2);
        aws.forgetRequests();

        Cli dry = apply(file, "--dry-run");
        assertThat(dry.out())
                .contains("would register ca.crt for ldaps", "would enable client-side LDAPS", "Old CA", "smart cards");
        assertThat(aws.actions()).allMatch(action -> action.startsWith("ds:Describe") || action.startsWith("ds:List"));

        assertThat(apply(file).out()).contains("did enable client-side LDAPS");
        assertThat(ok("ldaps", "status").out()).contains("Enabled");
        assertThat(ok("client-auth", "status").out()).contains("Enabled");

        aws.forgetRequests();
        assertThat(apply(file).out()).contains("nothing to do");
        assertThat(aws.actions()).allMatch(action -> action.startsWith("ds:Describe") || action.startsWith("ds:List"));

        Files.writeString(file, """
                directoryId: %s
                ldaps: { enabled: false, prune: true }
                """.formatted(id));
        assertThat(apply(file).out()).containsSubsequence("disable client-side LDAPS", "deregister");
        assertThat(ok("client-auth", "status").out())
                .as("not mentioned, so left alone")
                .contains("Enabled");
    }

    @Test
    void applyRefusesAFileThatSaysMoreOrLessThanItMay() throws IOException {
        assertThat(refused("directoryId: " + id + "\nldap: {}\n")).contains("ldap", "allowed are");
        assertThat(refused("ldaps: { enabled: true }\n")).contains("directoryId is missing");
        assertThat(refused("directoryId: " + id + "\nldaps: { enabled: true, prune: true }\n"))
                .contains("would leave none");
        assertThat(refused("directoryId: [\n")).contains("line");
        assertThat(aws.requests()).isEmpty();
    }

    private String refused(String yaml) throws IOException {
        Cli ran = Cli.run(
                "directory",
                "apply",
                "--file",
                Files.writeString(folder.resolve("bad.yaml"), yaml),
                "--endpoint-url",
                aws.endpoint());
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(2);
        return ran.err();
    }

    private Cli apply(Path file, String... more) {
        List<Object> line = new ArrayList<>(
                List.of("directory", "apply", "--file", file, "--interval", "1ms", "--endpoint-url", aws.endpoint()));
        line.addAll(List.of(more));
        Cli ran = Cli.run(line.toArray());
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran;
    }

    private Path ca(String name, String file) throws IOException {
        return CertificateRecipe.ca(name).selfSigned().writeTo(folder, file);
    }

    private Cli ok(Object... words) {
        Cli ran = run(words);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran;
    }

    private Cli run(Object... words) {
        List<Object> line = new ArrayList<>(List.of("directory"));
        line.addAll(List.of(words));
        line.addAll(List.of("--directory-id", id, "--endpoint-url", aws.endpoint()));
        if (line.contains("--wait") || line.contains("rotate")) {
            line.addAll(List.of("--interval", "1ms"));
        }
        return Cli.run(line.toArray());
    }
}
