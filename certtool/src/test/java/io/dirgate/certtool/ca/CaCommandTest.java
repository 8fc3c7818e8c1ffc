package io.dirgate.certtool.ca;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dirgate.certtool.Cli;
import io.dirgate.certtool.TlsServer;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.Validity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaCommandTest {
    static final String HOST = "ldap.corp.example.com";

    @TempDir
    static Path folder;

    static TwoLevelCa ca;

    @BeforeAll
    static void makeCa() throws Exception {
        ca = TwoLevelCa.in(folder);
    }

    @Test
    void rootAndIssuingCaAreWhatRfc5280AsksFor() throws Exception {
        assertThat(Tool.ok("openssl", "x509", "-in", ca.root().resolve("ca.crt"), "-noout", "-text"))
                .contains("Basic Constraints: critical\n                CA:TRUE, pathlen:1")
                .contains("Key Usage: critical\n                Certificate Sign, CRL Sign", "Subject Key Identifier");
        assertThat(Tool.ok("openssl", "x509", "-in", ca.issuing().resolve("ca.crt"), "-noout", "-text"))
                .contains("CA:TRUE, pathlen:0", "Authority Key Identifier");
        assertThat(Files.readString(ca.issuing().resolve("ca.key"))).contains("ENCRYPTED PRIVATE KEY");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ca.root())))
                .isEqualTo("rwx------");
    }

    @Test
    void issuedFilesServeARealHandshake() throws Exception {
        Path live = ca.issue("live", "--profile", "server", "--name", HOST);
        Tool.ok(
                "openssl",
                "verify",
                "-x509_strict",
                "-CAfile",
                live.resolve("ca.pem"),
                "-untrusted",
                live.resolve("chain.pem"),
                "-verify_hostname",
                HOST,
                "-purpose",
                "sslserver",
                live.resolve("server.crt"));
        Tool.ok(
                "/usr/bin/certtool",
                "--verify",
                "--load-ca-certificate",
                live.resolve("ca.pem"),
                "--verify-hostname",
                HOST,
                "--infile",
                live.resolve("chain.pem"));
        List<X509Certificate> chain = Certificates.read(live.resolve("chain.pem"));
        assertThat(chain).hasSize(2);
        assertThat(Validity.of(chain.get(0)).length()).isEqualTo(Duration.ofDays(90));
        Path key = live.resolve("privatekey.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        try (TlsServer server = new TlsServer(Keys.readPlain(key).getPrivate(), chain)) {
            assertThat(Tool.ok(
                            "gnutls-cli",
                            "--x509cafile",
                            live.resolve("ca.pem"),
                            "--verify-hostname",
                            HOST,
                            "-p",
                            server.port(),
                            "127.0.0.1"))
                    .contains("The certificate is trusted");
            assertThat(Tool.ok(
                            "openssl",
                            "s_client",
                            "-connect",
                            "127.0.0.1:" + server.port(),
                            "-CAfile",
                            live.resolve("ca.pem"),
                            "-verify_hostname",
                            HOST,
                            "-verify_return_error"))
                    .contains("Verify return code: 0 (ok)");
        }
    }

    @Test
    void existingFilesAreReplacedOnlyByForceAndThenAsOne() throws Exception {
        Path live = ca.issue("replaced", "--name", HOST);
        String before = Files.readString(live.resolve("server.crt"));
        Cli refused = Cli.run(
                "ca",
                "issue",
                "--dir",
                ca.issuing(),
                "--name",
                HOST,
                "--out-dir",
                live,
                "--passphrase-file",
                ca.passphrase());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("--force").hasLineCount(1);
        ca.issue("replaced", "--name", HOST, "--force");
        assertThat(Files.readString(live.resolve("server.crt"))).isNotEqualTo(before);
        X509Certificate leaf = Certificates.read(live.resolve("server.crt")).get(0);
        assertThat(Keys.match(Keys.readPlain(live.resolve("privatekey.pem")), leaf.getPublicKey()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa-2048", "ec-p384"})
    void anotherKindOfKeyFromAnotherKindOfCa(String kind) throws Exception {
        Path dir = folder.resolve("root-" + kind);
        Cli.ok(
                "ca",
                "init",
                "--dir",
                dir,
                "--name",
                "Root " + kind,
                "--type",
                kind,
                "--no-passphrase",
                "--crl-url",
                "http://pki.example.com/root.crl",
                "--ca-url",
                "http://pki.example.com/root.crt");
        Path live = folder.resolve("live-" + kind);
        Cli.ok("ca", "issue", "--dir", dir, "--name", HOST, "--type", kind, "--out-dir", live);
        Tool.ok("openssl", "verify", "-x509_strict", "-CAfile", live.resolve("ca.pem"), live.resolve("server.crt"));
        assertThat(Tool.ok("openssl", "x509", "-in", live.resolve("server.crt"), "-noout", "-text"))
                .contains("URI:http://pki.example.com/root.crl", "CA Issuers - URI:http://pki.example.com/root.crt");
        assertThat(Tool.ok("keytool", "-printcert", "-file", live.resolve("chain.pem")))
                .contains(HOST);
    }

    @Test
    void clientCertificateNamesAUserOrAService() throws Exception {
        Path person = ca.issue("person", "--profile", "client", "--name", "jane@corp.example.com");
        assertThat(Tool.ok("openssl", "x509", "-in", person.resolve("client.crt"), "-noout", "-text"))
                .contains("TLS Web Client Authentication", "email:jane@corp.example.com", "UPN::jane@corp.example.com");
        Path service = ca.issue("service", "--profile", "client", "--name", "Jira Service");
        Tool.ok(
                "openssl",
                "verify",
                "-purpose",
                "sslclient",
                "-CAfile",
                service.resolve("ca.pem"),
                "-untrusted",
                service.resolve("chain.pem"),
                service.resolve("client.crt"));
    }

    @Test
    void domainControllerCertificateServesLdapsAndKerberos() throws Exception {
        Path dc = ca.issue(
                "dc", "--profile", "domain-controller", "--name", "dc1.corp.example.com", "--dns", "corp.example.com");
        assertThat(Tool.ok("openssl", "x509", "-in", dc.resolve("server.crt"), "-noout", "-text"))
                .contains("TLS Web Server Authentication, TLS Web Client Authentication", "DNS:corp.example.com")
                .containsAnyOf("Signing KDC Response", "1.3.6.1.5.2.3.5");
    }

    @Test
    void requestOfAnotherToolIsSignedWithItsKeyAndNames() throws Exception {
        Path key = folder.resolve("other.key");
        Path csr = folder.resolve("other.csr");
        Tool.ok(
                "openssl",
                "req",
                "-new",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                key,
                "-out",
                csr,
                "-subj",
                "/O=Example/CN=jira.corp.example.com",
                "-addext",
                "subjectAltName=DNS:alias.corp.example.com");
        Path out = folder.resolve("other.pem");
        Cli.ok("ca", "issue", "--dir", ca.issuing(), "--csr", csr, "--out", out, "--passphrase-file", ca.passphrase());
        assertThat(Tool.ok("openssl", "x509", "-in", out, "-noout", "-text"))
                .contains("O = Example, CN = jira.corp.example.com")
                .contains("DNS:jira.corp.example.com, DNS:alias.corp.example.com");
        byte[] changed = Files.readAllBytes(csr);
        changed[300] = (byte) (changed[300] == 'A' ? 'B' : 'A');
        Cli refused = Cli.run(
                "ca",
                "issue",
                "--dir",
                ca.issuing(),
                "--csr",
                Files.write(folder.resolve("bad.csr"), changed),
                "--out",
                folder.resolve("bad.pem"),
                "--passphrase-file",
                ca.passphrase());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("bad.csr").hasLineCount(1);
    }

    @Test
    void leafEndsWithItsIssuerAtTheLatestAndTheUserIsTold() throws Exception {
        Path live = folder.resolve("long");
        Cli ran = Cli.ok(
                "ca",
                "issue",
                "--dir",
                ca.issuing(),
                "--name",
                HOST,
                "--days",
                20000,
                "--out-dir",
                live,
                "--passphrase-file",
                ca.passphrase());
        assertThat(ran.err()).contains("ends with its issuer's");
        List<X509Certificate> chain = Certificates.read(live.resolve("chain.pem"));
        assertThat(chain.get(0).getNotAfter()).isEqualTo(chain.get(1).getNotAfter());
    }

    @Test
    void rootKeyMayStayOnAnotherMachine() throws Exception {
        Path dir = folder.resolve("offline");
        Path csr = folder.resolve("offline.csr");
        Path signed = folder.resolve("exchange/offline.crt");
        Files.createDirectory(signed.getParent());
        Cli.ok(
                "ca",
                "intermediate",
                "--dir",
                dir,
                "--name",
                "Offline Issuing CA",
                "--request-out",
                csr,
                "--no-passphrase");
        assertThat(Cli.run("ca", "list", "--dir", dir).err()).contains("waits for its certificate");
        Cli.ok(
                "ca",
                "sign-subordinate",
                "--dir",
                ca.root(),
                "--request",
                csr,
                "--out",
                signed,
                "--passphrase-file",
                ca.passphrase());
        assertThat(Cli.run("ca", "intermediate", "--dir", dir, "--certificate", signed)
                        .err())
                .contains("--issuers");
        Cli.ok(
                "ca",
                "intermediate",
                "--dir",
                dir,
                "--certificate",
                signed,
                "--issuers",
                signed.resolveSibling("Example-Root-CA.crt"));
        Path live = folder.resolve("live-offline");
        Cli.ok("ca", "issue", "--dir", dir, "--name", HOST, "--out-dir", live);
        Tool.ok(
                "openssl",
                "verify",
                "-CAfile",
                ca.root().resolve("ca.crt"),
                "-untrusted",
                live.resolve("chain.pem"),
                live.resolve("server.crt"));
    }

    @Test
    void issuingCaSignsNoCaBelowIt() {
        Cli refused = Cli.run(
                "ca",
                "intermediate",
                "--dir",
                folder.resolve("third"),
                "--parent",
                ca.issuing(),
                "--name",
                "Third",
                "--passphrase-file",
                ca.passphrase());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("path length 0").hasLineCount(1);
    }

    @Test
    void wrongPassphraseAndMissingKeyAreToldApart() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong"), "no");
        assertThat(Cli.run("ca", "crl", "--dir", ca.issuing(), "--passphrase-file", wrong)
                        .err())
                .contains("passphrase does not open");
        Path dir = folder.resolve("keyless");
        Cli.ok("ca", "init", "--dir", dir, "--name", "Keyless", "--no-passphrase");
        Files.delete(dir.resolve("ca.key"));
        assertThat(Cli.run("ca", "crl", "--dir", dir).err()).contains("ca.key is not here");
    }

    @Test
    void revokedCertificateIsRefusedByAllWhoReadTheCrl() throws Exception {
        Path good = ca.issue("good", "--name", "good.example.com");
        Path bad = ca.issue("bad", "--name", "bad.example.com");
        Cli.ok(
                "ca",
                "revoke",
                "--dir",
                ca.issuing(),
                "--certificate",
                bad.resolve("server.crt"),
                "--reason",
                "keyCompromise");
        Path crl = folder.resolve("issuing.pem");
        Cli.ok("ca", "crl", "--dir", ca.issuing(), "--out", crl, "--passphrase-file", ca.passphrase());
        assertThat(Tool.ok("openssl", "crl", "-in", crl, "-noout", "-text"))
                .contains("Key Compromise", "X509v3 CRL Number", "X509v3 Authority Key Identifier");
        for (Path each : List.of(good, bad)) {
            Tool judged = Tool.run(
                    "openssl",
                    "verify",
                    "-crl_check",
                    "-CRLfile",
                    crl,
                    "-CAfile",
                    each.resolve("ca.pem"),
                    "-untrusted",
                    each.resolve("chain.pem"),
                    each.resolve("server.crt"));
            assertThat(judged.output()).contains(each.equals(good) ? "OK" : "certificate revoked");
        }
        assertThat(Tool.ok("keytool", "-printcrl", "-file", ca.issuing().resolve("ca.crl")))
                .contains("2.5.29.20");
        JsonNode list = new ObjectMapper()
                .readTree(Cli.ok("ca", "list", "--dir", ca.issuing(), "--json").out())
                .get("certificates");
        String serial =
                Certificates.serial(Certificates.read(bad.resolve("server.crt")).get(0));
        assertThat(list)
                .filteredOn(row -> row.get("serial").asText().equals(serial))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.get("state").asText()).isEqualTo("revoked");
                    assertThat(row.get("reason").asText()).isEqualTo("keyCompromise");
                });
    }

    @Test
    void crlNumbersGrowAndTheJdkValidatesAgainstThem() throws Exception {
        Cli.ok("ca", "crl", "--dir", ca.root(), "--passphrase-file", ca.passphrase());
        Cli.ok("ca", "crl", "--dir", ca.root(), "--passphrase-file", ca.passphrase());
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        try (var in = Files.newInputStream(ca.root().resolve("ca.crl"))) {
            X509CRL crl = (X509CRL) factory.generateCRL(in);
            X509Certificate root =
                    Certificates.read(ca.root().resolve("ca.crt")).get(0);
            crl.verify(root.getPublicKey());
        }
        Path live = ca.issue("validated", "--name", HOST);
        PKIXParameters parameters = new PKIXParameters(
                Set.of(new TrustAnchor(Certificates.read(live.resolve("ca.pem")).get(0), null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(factory.generateCertPath(Certificates.read(live.resolve("chain.pem"))), parameters);
    }

    @Test
    void exportShowsTheWorldWhatItNeedsAndNeverTheKey() throws Exception {
        Path shown = folder.resolve("shown");
        Cli ran = Cli.ok("ca", "export", "--dir", ca.root(), "--out-dir", shown, "--passphrase-file", ca.passphrase());
        assertThat(shown.toFile().list())
                .containsExactlyInAnyOrder("Example-Root-CA.crt", "Example-Root-CA.crl", "Example-Root-CA.pem");
        assertThat(ran.out()).contains("certutil -dspublish -f Example-Root-CA.crt RootCA");
        Tool.ok("openssl", "x509", "-inform", "DER", "-in", shown.resolve("Example-Root-CA.crt"), "-noout");
        Cli.ok("ca", "export", "--dir", ca.root(), "--out-dir", shown, "--passphrase-file", ca.passphrase());
    }

    @Test
    void serversRequestIsNeverSignedAsACas() throws Exception {
        Path key = folder.resolve("server.key");
        Cli.ok("key", "--out", key);
        Path made = folder.resolve("server.csr");
        Cli.ok("csr", "--key", key, "--name", HOST, "--out", made);
        Path bare = folder.resolve("bare.csr");
        Tool.ok("openssl", "req", "-new", "-key", key, "-subj", "/CN=" + HOST, "-out", bare);
        long before = signedByRoot();

        Cli refused = signSubordinate(made, "server-as-ca.crt");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("server.csr", "not a CA's", "ca issue --csr");
        assertThat(signSubordinate(made, "server-as-ca.crt", "--unmarked").exitCode())
                .isEqualTo(1);
        Cli doubted = signSubordinate(bare, "bare-as-ca.crt");
        assertThat(doubted.exitCode()).isEqualTo(1);
        assertThat(doubted.err()).contains("does not say that it is a CA's", "--unmarked");
        assertThat(signedByRoot()).isEqualTo(before);

        assertThat(signSubordinate(bare, "bare-as-ca.crt", "--unmarked").exitCode())
                .isZero();
    }

    private Cli signSubordinate(Path request, String out, String... more) {
        List<Object> words = new ArrayList<>(List.of("ca", "sign-subordinate", "--dir", ca.root()));
        words.addAll(List.of("--passphrase-file", ca.passphrase(), "--request", request));
        words.addAll(List.of("--out", folder.resolve(out)));
        words.addAll(List.of(more));
        return Cli.run(words.toArray());
    }

    private long signedByRoot() throws Exception {
        return signed(ca.root());
    }

    private static long signed(Path authority) throws Exception {
        return new ObjectMapper()
                .readTree(Cli.ok("ca", "list", "--dir", authority, "--json").out())
                .get("certificates")
                .size();
    }

    @Test
    void whatIsInTheWayIsSaidBeforeAnythingIsSigned() throws Exception {
        Path file = Files.writeString(folder.resolve("a-file"), "");
        long before = signed(ca.issuing());
        for (Path outDir : List.of(file, file.resolve("below"))) {
            Cli ran = Cli.run(
                    "ca",
                    "issue",
                    "--dir",
                    ca.issuing(),
                    "--name",
                    HOST,
                    "--out-dir",
                    outDir,
                    "--passphrase-file",
                    ca.passphrase());
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err()).isEqualTo("certtool: " + file + ": is a file; a folder is needed there\n");
        }
        assertThat(signed(ca.issuing())).isEqualTo(before);
    }

    @Test
    void intermediateThatMayNotBeLeavesNothingBehind() throws Exception {
        Path parent = Files.createDirectory(folder.resolve("below-issuing"));
        Cli ran = Cli.run(
                "ca",
                "intermediate",
                "--dir",
                parent.resolve("third"),
                "--parent",
                ca.issuing(),
                "--name",
                "Third",
                "--passphrase-file",
                ca.passphrase());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("path length 0");
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void pathLengthBelowZeroIsAUsageError() {
        Path dir = folder.resolve("negative");
        Cli ran = Cli.run(
                "ca", "init", "--dir", dir, "--name", "X", "--path-length", "-1", "--passphrase-file", ca.passphrase());
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(dir).doesNotExist();
    }

    @Test
    void whatWasIssuedIsToldWithItsNamesDatesAndFiles() throws Exception {
        Path out = folder.resolve("told");
        Cli told = Cli.ok(
                "ca",
                "issue",
                "--dir",
                ca.issuing(),
                "--name",
                HOST,
                "--ip",
                "10.0.1.5",
                "--out-dir",
                out,
                "--passphrase-file",
                ca.passphrase(),
                "--json");
        JsonNode report = new ObjectMapper().readTree(told.out());
        X509Certificate issued = Certificates.read(out.resolve("server.crt")).get(0);
        assertThat(report.at("/names").toString()).isEqualTo("[\"" + HOST + "\",\"10.0.1.5\"]");
        assertThat(report.at("/notAfter").asText())
                .isEqualTo(issued.getNotAfter().toInstant().toString());
        assertThat(report.at("/sha256").asText()).isEqualTo(Certificates.fingerprint(issued));
        assertThat(report.at("/written"))
                .hasSize(4)
                .allMatch(file -> Files.exists(Path.of(file.get("path").asText())));
    }
}
