package io.dirgate.certtool.acm;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.aws.fake.FakeAws;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Validity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replacing what ACM holds by a certificate of the local CA. */
class RotateByCaTest {
    private final FakeAws aws = FakeAws.start();

    @TempDir
    Path folder;

    private Path passphrase;
    private Path issuing;

    @BeforeEach
    void makeCa() throws Exception {
        passphrase = Files.writeString(folder.resolve("pw"), "correct horse\n");
        Path root = folder.resolve("rootca");
        issuing = folder.resolve("issuing");
        Cli.ok("ca", "init", "--dir", root, "--name", "Example Root CA", "--passphrase-file", passphrase);
        Cli.ok(
                "ca",
                "intermediate",
                "--dir",
                issuing,
                "--parent",
                root,
                "--name",
                "Example Issuing CA",
                "--passphrase-file",
                passphrase);
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void sameNamesAndKindOfKeyUnderTheSameArn() throws Exception {
        String arn = importIssued("rsa-2048", "ldap.corp.example.com", "ldap2.corp.example.com");
        String before = aws.acm().leaf(arn);
        String index = Files.readString(issuing.resolve("index"));

        Cli dry = rotate(arn, "--dry-run");
        assertThat(dry.exitCode()).as(dry.err()).isZero();
        assertThat(dry.out()).startsWith(arn).contains("would be replaced");
        assertThat(dry.err()).contains("would issue", "ldap2.corp.example.com");
        assertThat(aws.acm().leaf(arn)).isEqualTo(before);
        assertThat(issuing.resolve("index")).content().isEqualTo(index);

        Path live = folder.resolve("next");
        Cli ran = rotate(arn, "--out-dir", live);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        X509Certificate leaf = Certificates.read(live.resolve("server.crt")).get(0);
        assertThat(aws.acm().leaf(arn)).isNotEqualTo(before).isEqualTo(Files.readString(live.resolve("server.crt")));
        assertThat(leaf.getPublicKey().getAlgorithm()).isEqualTo("RSA");
        assertThat(CertificateFacts.names(leaf))
                .containsExactlyInAnyOrder("ldap.corp.example.com", "ldap2.corp.example.com");
        assertThat(aws.acm().count()).isEqualTo(1);

        aws.forgetRequests();
        assertThat(rotate(arn, "--out-dir", live).err()).contains("--force");
        assertThat(aws.actions()).doesNotContain("acm:ImportCertificate");
    }

    @Test
    void whatIsNotSaidStaysAsItIs() throws Exception {
        String[] said = {"--subject", "O=Example,C=DE", "--days", "365", "--profile", "domain-controller"};
        String arn = importIssued("ec-p256", List.of(said), "dc1.corp.example.com");
        X509Certificate before = leaf(folder.resolve("live"));

        Path next = folder.resolve("next");
        Cli ran = rotate(arn, "--out-dir", next);

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        X509Certificate after = leaf(next);
        assertThat(after.getSerialNumber()).isNotEqualTo(before.getSerialNumber());
        assertThat(after.getSubjectX500Principal()).isEqualTo(before.getSubjectX500Principal());
        assertThat(Validity.of(after).length()).isEqualTo(Duration.ofDays(365));
        for (String kind : List.of("2.5.29.15", "2.5.29.17", "2.5.29.37")) {
            assertThat(after.getExtensionValue(kind)).as(kind).isEqualTo(before.getExtensionValue(kind));
        }
        assertThat(rotate(arn, "--out-dir", next, "--force", "--days", 30).exitCode())
                .isZero();
        assertThat(Validity.of(leaf(next)).length()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void anotherKindOfKeyNeedsANewArnAndNothingIsIssuedBeforeThatIsAllowed() throws Exception {
        String arn = importIssued("rsa-2048", "ldap.corp.example.com");
        String index = Files.readString(issuing.resolve("index"));

        Cli refused = rotate(arn, "--type", "ec-p256");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("acm-reimport-key", "--new-arn");
        assertThat(issuing.resolve("index")).content().isEqualTo(index);

        Cli ran = rotate(arn, "--type", "ec-p256", "--new-arn");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).doesNotStartWith(arn).contains("what is left to do", "acm delete --arn " + arn);
        assertThat(aws.acm().count()).isEqualTo(2);
    }

    @Test
    void wrongPassphraseIsFoundBeforeAnythingIsDone() throws Exception {
        String arn = importIssued("ec-p256", "ldap.corp.example.com");
        Files.writeString(passphrase, "wrong\n");

        Cli ran = rotate(arn, "--dry-run");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("passphrase");
    }

    private static X509Certificate leaf(Path in) throws Exception {
        return Certificates.read(in.resolve("server.crt")).get(0);
    }

    private String importIssued(String kind, String... names) {
        return importIssued(kind, List.of(), names);
    }

    private String importIssued(String kind, List<String> more, String... names) {
        Path live = folder.resolve("live");
        List<Object> line = new ArrayList<>(List.of(
                "ca", "issue", "--dir", issuing, "--type", kind, "--out-dir", live, "--passphrase-file", passphrase));
        line.addAll(more);
        for (String name : names) {
            line.addAll(List.of("--name", name));
        }
        Cli.ok(line.toArray());
        // The server's chain leaves the root out; ACM takes it so.
        return Cli.ok(
                        "acm",
                        "import",
                        "--certificate",
                        live.resolve("chain.pem"),
                        "--key",
                        live.resolve("privatekey.pem"),
                        "--endpoint-url",
                        aws.endpoint())
                .out()
                .lines()
                .findFirst()
                .orElseThrow();
    }

    private Cli rotate(String arn, Object... more) {
        List<Object> line = new ArrayList<>(List.of(
                "acm",
                "rotate",
                "--arn",
                arn,
                "--dir",
                issuing,
                "--passphrase-file",
                passphrase,
                "--endpoint-url",
                aws.endpoint()));
        line.addAll(List.of(more));
        return Cli.run(line.toArray());
    }
}
