package io.dirgate.certtool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dirgate.certtool.ca.TwoLevelCa;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Hostname;
import io.dirgate.certtool.pki.RenewalTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was once told wrongly, with the right answer. */
class MisjudgementsTest {
    @TempDir
    static Path folder;

    private static Path live;

    @BeforeAll
    static void makeChain() throws Exception {
        live = TwoLevelCa.in(folder).issue("live", "--name", "ldap.corp.example.com");
    }

    private static Path selfSigned(String curve, String subject, String names) throws Exception {
        Path out = Files.createTempFile(folder, "made", ".pem");
        Tool.ok(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:" + curve,
                "-nodes",
                "-keyout",
                folder.resolve("made.key"),
                "-subj",
                subject,
                "-addext",
                "subjectAltName=" + names,
                "-out",
                out);
        return out;
    }

    @Test
    void aCurveIsNamedAndOneThatAcmDoesNotTakeIsRefusedForIt() throws Exception {
        Path odd = selfSigned("secp256k1", "/CN=a.example.com", "DNS:a.example.com");

        assertThat(Cli.ok("inspect", odd).out()).contains("EC secp256k1").doesNotContain("P-256");
        assertThat(Cli.run("lint", odd, "--profile", "acm").out()).contains("[key-curve]", "[acm-key-type]");
        assertThat(Cli.ok("inspect", selfSigned("prime256v1", "/CN=a.example.com", "DNS:a.example.com"))
                        .out())
                .contains("EC P-256");
    }

    @Test
    void anAddressAsADnsNameIsToldAsThat() throws Exception {
        Path bad = selfSigned("prime256v1", "/CN=x", "DNS:10.0.1.5");

        assertThat(Cli.run("verify", bad, "--ca", bad, "--name", "10.0.1.5").out())
                .contains("as a DNS name", "--ip 10.0.1.5")
                .doesNotContain("not for 10.0.1.5; it is for 10.0.1.5");
    }

    @ParameterizedTest
    @CsvSource({
        "*.corp.example.com, ldap.corp.example.com, true",
        "*.corp.example.com, corp.example.com, false",
        "*.corp.example.com, a.b.corp.example.com, false",
        "*.corp.example.com, .corp.example.com, false"
    })
    void aWildcardStandsForExactlyOneLabelAsOpensslHasIt(String name, String host, boolean covered) throws Exception {
        assertThat(Hostname.covers(name, host)).isEqualTo(covered);
        Path made = selfSigned("prime256v1", "/CN=x", "DNS:" + name);
        if (!host.startsWith(".")) {
            assertThat(Tool.run("openssl", "x509", "-in", made, "-noout", "-checkhost", host)
                            .output())
                    .contains(covered ? "does match" : "does NOT match");
        }
    }

    @Test
    void anIssuerThatStandsTwiceIsACopyNotAFault() throws Exception {
        Path twice = folder.resolve("twice.pem");
        Files.writeString(
                twice,
                Files.readString(live.resolve("chain.pem")) + Files.readString(folder.resolve("issuing/ca.crt")));

        Cli ran = Cli.run("lint", twice);

        assertThat(ran.exitCode()).as(ran.out()).isEqualTo(3);
        assertThat(ran.out()).contains("[duplicate]").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C=Germany", "C=49"})
    void aCountryHasTwoLetters(String country) {
        Cli ran = Cli.run(
                "ca", "init", "--dir", folder.resolve("x"), "--name", "X", "--subject", country, "--no-passphrase");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).containsAnyOf("two letters", "exactly 2 characters");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void timesHaveWholeSeconds() throws Exception {
        Instant due =
                RenewalTime.of(Certificates.read(live.resolve("server.crt")).get(0));
        assertThat(due).isEqualTo(due.truncatedTo(ChronoUnit.SECONDS));
        JsonNode listed = new ObjectMapper()
                .readTree(Cli.ok("ca", "list", "--dir", folder.resolve("issuing"), "--json")
                        .out());
        assertThat(listed.toString()).doesNotContainPattern(":\\d\\d\\.\\d+Z");
    }

    @ParameterizedTest
    @CsvSource({"insepct, inspect", "Verify, verify", "expirey, expiry", "docter, doctor", "setpu, setup"})
    void theCommandThatWasMeantIsSuggestedAlone(String typed, String meant) {
        assertThat(Cli.run(typed).err()).contains("did you mean " + meant + "?").hasLineCount(3);
    }

    @Test
    void nothingIsSuggestedWhereNothingIsNear() {
        assertThat(Cli.run("frobnicate").err()).doesNotContain("did you mean");
        assertThat(Cli.run("inspect", "--starttsl", "x").err()).contains("did you mean --starttls?");
    }

    @Test
    void aNameThatTheLocaleGarbledIsNotCertified() throws Exception {
        CliProcess ran = CliProcess.run(
                folder,
                Map.of("LC_ALL", "C"),
                "csr",
                "--key",
                live.resolve("privatekey.pem"),
                "--name",
                "m\u00fcnchen.example.com",
                "--out",
                folder.resolve("x.csr"));

        // From JDK 18 on, the text may arrive whole.
        assertThat(ran.exitCode() == 0 ? ran.out() : ran.err())
                .containsAnyOf("LC_ALL=C.UTF-8", "xn--mnchen-3ya.example.com", "no host name", "a label is");
        assertThat(List.of(0, 2)).contains(ran.exitCode());
    }
}
