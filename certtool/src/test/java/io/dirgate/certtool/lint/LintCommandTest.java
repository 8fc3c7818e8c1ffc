package io.dirgate.certtool.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dirgate.certtool.Cli;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.ca.TwoLevelCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LintCommandTest {
    static final String HOST = "ldap.corp.example.com";

    @TempDir
    static Path folder;

    static TwoLevelCa ca;
    static Path live;

    @BeforeAll
    static void issue() throws Exception {
        ca = TwoLevelCa.in(folder);
        live = ca.issue("live", "--profile", "domain-controller", "--name", HOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"private", "public", "ad", "acm"})
    void ownCertificatesKeepEveryRule(String profile) {
        Cli ran = Cli.run(
                "lint", live.resolve("chain.pem"), ca.root().resolve("ca.crt"), "--profile", profile, "--name", HOST);
        assertThat(ran.exitCode()).as(ran.toString()).isZero();
    }

    @Test
    void ownRootMayBeRegisteredWithDirectoryServiceAndALeafMayNot() {
        assertThat(Cli.ok("lint", ca.root().resolve("ca.crt"), "--profile", "ds")
                        .out())
                .contains("fine");
        Cli refused = Cli.run("lint", live.resolve("server.crt"), "--profile", "ds");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out()).contains("[ds-ca]", "[ds-expiry]");
    }

    /** Each line of openssl options breaks the rule named before it, in the profile named first. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "private | san-missing | -subj /CN=a.example -addext extendedKeyUsage=serverAuth",
                "private | common-name | -subj /CN=a.example -addext subjectAltName=DNS:b.example",
                "private | san-form | -subj /CN=a_b.example -addext subjectAltName=DNS:a_b.example",
                "private | san-form | -subj /CN=a.example -addext subjectAltName=DNS:a.example,DNS:f*o.example",
                "private | san-address-as-name | -subj /CN=10.0.0.1 -addext subjectAltName=DNS:10.0.0.1",
                "private | san-critical | -subj /CN=a.example -addext subjectAltName=critical,DNS:a.example",
                "private | eku-server-auth | -subj /CN=a.example -addext extendedKeyUsage=clientAuth",
                "ad | ad-server-auth | -subj /CN=a.example -addext subjectAltName=DNS:a.example",
                "ad | ad-name | -subj /CN=a.example -addext subjectAltName=DNS:a.example",
                "public | eku-client-auth | -subj /CN=a.example -addext extendedKeyUsage=serverAuth,clientAuth",
                "private | key-usage-ec | -subj /CN=a.example -addext keyUsage=digitalSignature,keyEncipherment",
                "private | key-usage-critical | -subj /CN=a.example -addext keyUsage=digitalSignature",
                "private | key-usage-signature | -subj /CN=a.example -addext keyUsage=critical,keyAgreement",
                "private | leaf-ca | -subj /CN=a.example",
                "private | validity | -subj /CN=a.example -days 399",
                "public | validity | -subj /CN=a.example -days 398",
                "private | critical-unknown | -subj /CN=a.example -addext 1.2.3.4=critical,ASN1:NULL",
                "private | serial-positive | -subj /CN=a.example -set_serial -5",
                "acm | acm-chain-missing | -subj /CN=a.example -CA ca -CAkey cakey",
                "private | authority-key-identifier | -subj /CN=a.example -addext authorityKeyIdentifier=none -CA ca -CAkey cakey",
                "private | signature-weak | -subj /CN=a.example -sha1 -CA ca -CAkey cakey",
                "private | serial-random | -subj /CN=a.example -set_serial 5 -CA ca -CAkey cakey"
            })
    void brokenRuleIsNamed(String profile, String rule, String options) throws Exception {
        Path key = live.resolve("privatekey.pem");
        Path out = folder.resolve("broken.crt");
        List<Object> words = new ArrayList<>(List.of("openssl", "req", "-x509", "-key", key, "-out", out));
        for (String word : options.trim().split(" ")) {
            words.add(word.equals("ca") ? bareRoot() : word.equals("cakey") ? key : word);
        }
        Tool.ok(words.toArray());
        JsonNode report = new ObjectMapper()
                .readTree(Cli.run("lint", out, "--profile", profile, "--name", HOST, "--json")
                        .out());
        assertThat(report.get("findings"))
                .extracting(finding -> finding.get("code").asText())
                .contains(rule);
    }

    private static Path bareRoot() throws Exception {
        Path root = folder.resolve("bare-root.crt");
        if (!Files.exists(root)) {
            Tool.ok(
                    "openssl",
                    "req",
                    "-x509",
                    "-key",
                    live.resolve("privatekey.pem"),
                    "-subj",
                    "/CN=Bare",
                    "-out",
                    root);
        }
        return root;
    }

    @Test
    void expiredCertificateIsNamed() {
        Cli ran = Cli.run(Cli.inDays(100), "lint", live.resolve("chain.pem"));
        assertThat(ran.exitCode()).isEqualTo(4);
        assertThat(ran.out()).contains("[expired]");
    }

    @Test
    void weakKeyAndChainThatDoesNotAllowItselfAreNamed() throws Exception {
        Path weak = folder.resolve("weak.crt");
        Tool.ok(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:1024",
                "-nodes",
                "-keyout",
                folder.resolve("weak.key"),
                "-subj",
                "/CN=a.example",
                "-out",
                weak);
        assertThat(Cli.run("lint", weak).out()).contains("[key-weak]");
        Path other = ca.issue("other", "--name", "other.example").resolve("server.crt");
        Cli chain = Cli.run("lint", live.resolve("server.crt"), ca.issuing().resolve("ca.crt"), other);
        assertThat(chain.exitCode()).isEqualTo(1);
        assertThat(chain.out()).contains("[ca-constraints]", "[ca-key-usage]", "[validity-issuer]");
    }
}
