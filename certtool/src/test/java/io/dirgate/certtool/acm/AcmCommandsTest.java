package io.dirgate.certtool.acm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dirgate.certtool.Cli;
import io.dirgate.certtool.aws.CertificateRecipe;
import io.dirgate.certtool.aws.Issued;
import io.dirgate.certtool.aws.fake.FakeAws;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcmCommandsTest {
    private static final String NAME = "ldap.corp.example.com";
    private static final String BALANCER =
            "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/ldaps/50dc6c495c0c9188";

    private final FakeAws aws = FakeAws.start();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void importedCertificateIsWhatAcmHoldsWithItsTags() throws Exception {
        Issued issued = CertificateRecipe.server(NAME).selfSigned();

        Cli ran = importing(issued, "--tag", "app=ldaps", "--tag", "team=directory");

        String arn = ran.out().lines().findFirst().orElseThrow();
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(aws.acm().leaf(arn)).isEqualToNormalizingNewlines(issued.pem());
        assertThat(aws.acm().tags(arn)).containsEntry("app", "ldaps").containsEntry("team", "directory");
    }

    @Test
    void sameCertificateIsNotImportedTwice() throws Exception {
        Issued issued = CertificateRecipe.server(NAME).selfSigned();
        String arn = importing(issued).out().lines().findFirst().orElseThrow();
        importing(CertificateRecipe.server("other.example.com").selfSigned());
        aws.forgetRequests();

        Cli again = importing(issued);

        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).startsWith(arn).contains("already");
        assertThat(aws.actions()).doesNotContain("acm:ImportCertificate");
        assertThat(aws.acm().count()).isEqualTo(2);
    }

    @Test
    void chainFileOfAServerIsTakenApart() throws Exception {
        Issued root = CertificateRecipe.ca("Root").selfSigned();
        Issued issuing = CertificateRecipe.ca("Issuing").signedBy(root);
        Issued leaf = CertificateRecipe.server(NAME).signedBy(issuing);
        Path chain = folder.resolve("chain.pem");
        Files.writeString(chain, leaf.pem() + issuing.pem() + root.pem());
        leaf.writeTo(folder, "leaf");

        acm("import", "--certificate", chain, "--key", folder.resolve("leaf.key"));
        Cli apart = run(
                "import",
                "--certificate",
                folder.resolve("leaf.crt"),
                "--chain",
                chain,
                "--key",
                folder.resolve("leaf.key"));

        assertThat(apart.out()).as(apart.err()).contains("already");
        assertThat(aws.acm().count()).isEqualTo(1);
    }

    @Test
    void whatAcmWouldRefuseIsSaidBeforeAnythingIsSentAndAllAtOnce() throws Exception {
        Issued issuer = CertificateRecipe.ca("Issuing").selfSigned();
        Issued expired = CertificateRecipe.server(NAME)
                .from(Duration.ofDays(-10))
                .until(Duration.ofDays(-1))
                .signedBy(issuer);
        Issued other = CertificateRecipe.server(NAME).selfSigned();

        Cli ran = importing(new Issued(expired.certificate(), other.key()));

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("acm-key-match", "acm-validity", "acm-chain-missing", "CN=Issuing");
        assertThat(aws.requests()).isEmpty();
    }

    @Test
    void replacingKeepsTheArnAndSendsNoTags() throws Exception {
        Issued first = CertificateRecipe.server(NAME).selfSigned();
        String arn =
                importing(first, "--tag", "app=ldaps").out().lines().findFirst().orElseThrow();
        Issued second = CertificateRecipe.server(NAME, "ldap2.corp.example.com").selfSigned();

        Cli dry = importing(second, "--arn", arn, "--dry-run");
        assertThat(dry.out()).as(dry.err()).contains("would be replaced");
        assertThat(aws.acm().leaf(arn)).isEqualToNormalizingNewlines(first.pem());

        Cli ran = importing(second, "--arn", arn);
        assertThat(ran.out()).as(ran.err()).startsWith(arn);
        assertThat(aws.acm().leaf(arn)).isEqualToNormalizingNewlines(second.pem());
        assertThat(aws.acm().tags(arn)).containsEntry("app", "ldaps");

        Cli again = importing(second, "--arn", arn);
        assertThat(again.out()).contains("already");
        assertThat(importing(second, "--arn", arn, "--tag", "a=b").exitCode()).isEqualTo(2);
    }

    @Test
    void walkthroughCertificateCannotBecomeAModernOneAndThePlanNamesItsUsers() throws Exception {
        Issued old =
                CertificateRecipe.bare(NAME).key(CertificateRecipe.rsaKey(2048)).selfSigned();
        String arn = importing(old).out().lines().findFirst().orElseThrow();
        aws.acm().use(arn, BALANCER);
        Issued modern = CertificateRecipe.server(NAME).selfSigned();

        Cli refused = importing(modern, "--arn", arn);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .contains("acm-reimport-key", "RSA 2048", "EC P-256", "acm-reimport-key-usage")
                .contains("aws elbv2 modify-listener", BALANCER, "--new-arn");
        assertThat(aws.acm().count()).isEqualTo(1);

        Cli ran = importing(modern, "--arn", arn, "--new-arn", "--json");
        JsonNode report = new ObjectMapper().readTree(ran.out());
        assertThat(report.path("previousArn").asText()).isEqualTo(arn);
        assertThat(report.path("arn").asText()).isNotEqualTo(arn);
        assertThat(report.path("nextSteps").toString())
                .contains("CertificateArn=" + report.path("arn").asText());
        assertThat(aws.acm().count()).isEqualTo(2);
    }

    @Test
    void namesMayChangeButNotAllAndUsagesMayNotShrink() throws Exception {
        String arn = importing(CertificateRecipe.server(NAME)
                        .keyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement)
                        .selfSigned())
                .out()
                .lines()
                .findFirst()
                .orElseThrow();

        Cli ran = importing(CertificateRecipe.server("elsewhere.example.com").selfSigned(), "--arn", arn);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("acm-reimport-names", NAME, "acm-reimport-key-usage", "keyAgreement");
    }

    @Test
    void listShowsEcCertificatesAcrossPages() throws Exception {
        List<String> arns = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            arns.add(importing(CertificateRecipe.server("ldap" + i + ".example.com")
                            .selfSigned())
                    .out()
                    .lines()
                    .findFirst()
                    .orElseThrow());
        }
        aws.acm().pageSize(1);

        JsonNode listed = json("list", "--json");

        assertThat(listed.findValuesAsText("arn")).containsExactlyElementsOf(arns);
        assertThat(listed.at("/certificates/0/daysLeft").asInt()).isEqualTo(89);
        assertThat(run("list").out()).contains("EC_prime256v1", "ldap2.example.com", "DAYS LEFT");
    }

    @Test
    void showTellsKeyAndUsers() throws Exception {
        String arn = importing(CertificateRecipe.server(NAME).selfSigned())
                .out()
                .lines()
                .findFirst()
                .orElseThrow();
        aws.acm().use(arn, BALANCER);

        JsonNode shown = json("show", "--arn", arn, "--json");

        assertThat(shown.path("keyAlgorithm").asText()).isEqualTo("EC_prime256v1");
        assertThat(shown.path("inUseBy").get(0).asText()).isEqualTo(BALANCER);
        assertThat(shown.path("exportable").asBoolean()).isFalse();
        assertThat(run("show", "--arn", arn).out()).contains(BALANCER, "not exportable");
    }

    @Test
    void wrongArnAndWrongRegionAreToldApart() {
        assertThat(run("show", "--arn", "ldaps").exitCode()).isEqualTo(2);
        String missing = "arn:aws:acm:eu-central-1:123456789012:certificate/00000000-0000-0000-0000-000000000000";
        assertThat(run("show", "--arn", missing).err())
                .contains("no certificate")
                .contains("acm list");
        assertThat(run("show", "--arn", missing.replace("eu-central-1", "us-east-1"))
                        .err())
                .contains("us-east-1")
                .contains("--region");
    }

    @Test
    void certificateInUseIsNotDeleted() throws Exception {
        String arn = importing(CertificateRecipe.server(NAME).selfSigned())
                .out()
                .lines()
                .findFirst()
                .orElseThrow();
        assertThat(run("delete", "--arn", arn).out()).contains("would delete");
        assertThat(aws.acm().count()).isEqualTo(1);

        aws.acm().use(arn, BALANCER);
        Cli refused = run("delete", "--arn", arn, "--yes");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains(BALANCER);
        assertThat(aws.actions()).doesNotContain("acm:DeleteCertificate");
    }

    @Test
    void unusedCertificateIsDeleted() throws Exception {
        String arn = importing(CertificateRecipe.server(NAME).selfSigned())
                .out()
                .lines()
                .findFirst()
                .orElseThrow();

        acm("delete", "--arn", arn, "--yes");

        assertThat(aws.acm().count()).isZero();
    }

    @Test
    void privateCertificateIsExportedWithAKeyThatFits() throws Exception {
        Issued root = CertificateRecipe.ca("Root").selfSigned();
        Issued leaf = CertificateRecipe.server(NAME).signedBy(root);
        String arn = aws.acm().addPrivate(leaf.pem(), leaf.keyPem(), root.pem(), "ISSUED");
        Path live = folder.resolve("live");

        acm("export", "--arn", arn, "--out-dir", live);

        assertThat(Keys.readPlain(live.resolve("privatekey.pem")).getPublic())
                .isEqualTo(Certificates.read(live.resolve("server.crt")).get(0).getPublicKey());
        assertThat(live.resolve("server.crt")).content().isEqualToNormalizingNewlines(leaf.pem());
        assertThat(live.resolve("chain.pem")).content().isEqualToNormalizingNewlines(leaf.pem());
        assertThat(live.resolve("ca.pem")).content().isEqualToNormalizingNewlines(root.pem());
        assertThat(run("export", "--arn", arn, "--out-dir", live).err()).contains("--force");
    }

    @Test
    void importedCertificateIsNeverExported() throws Exception {
        String arn = importing(CertificateRecipe.server(NAME).selfSigned())
                .out()
                .lines()
                .findFirst()
                .orElseThrow();

        Cli ran = run("export", "--arn", arn, "--out-dir", folder.resolve("live"));

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("never gives the key");
        assertThat(aws.actions()).doesNotContain("acm:ExportCertificate");
    }

    @Test
    void certificateThatIsNotIssuedYetIsSaidToBeOnItsWay() {
        Issued leaf = CertificateRecipe.server(NAME).selfSigned();
        String arn = aws.acm().addPrivate(leaf.pem(), leaf.keyPem(), "", "PENDING_VALIDATION");

        assertThat(run("export", "--arn", arn, "--out-dir", folder.resolve("live"))
                        .err())
                .contains("not issued yet");
        assertThat(run("show", "--arn", arn).exitCode()).isZero();
    }

    private Cli importing(Issued issued, Object... more) throws IOException {
        issued.writeTo(folder, "server");
        List<Object> words = new ArrayList<>(List.of(
                "import", "--certificate", folder.resolve("server.crt"), "--key", folder.resolve("server.key")));
        words.addAll(List.of(more));
        return run(words.toArray());
    }

    private JsonNode json(Object... words) throws IOException {
        return new ObjectMapper().readTree(acm(words).out());
    }

    private Cli acm(Object... words) {
        Cli ran = run(words);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran;
    }

    private Cli run(Object... words) {
        List<Object> line = new ArrayList<>(List.of("acm"));
        line.addAll(List.of(words));
        line.addAll(List.of("--endpoint-url", aws.endpoint()));
        return Cli.run(line.toArray());
    }
}
