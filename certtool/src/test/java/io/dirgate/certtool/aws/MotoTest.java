package io.dirgate.certtool.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dirgate.certtool.Cli;
import io.dirgate.certtool.CliProcess;
import io.dirgate.certtool.kms.KmsKey;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.Signing;
import io.dirgate.certtool.route53.TemporaryRecords;
import io.dirgate.certtool.route53.Txt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.directory.DirectoryClient;
import software.amazon.awssdk.services.directory.model.DirectorySize;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;

/** The same commands against a stand-in for AWS that others wrote. */
class MotoTest {
    @TempDir
    static Path shared;

    private static Moto moto;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        moto = Moto.start(shared);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (moto != null) {
            moto.close();
        }
    }

    @Test
    void certificateIsImportedReplacedShownAndDeleted() throws Exception {
        Issued root = CertificateRecipe.ca("Root").selfSigned();
        Issued first = CertificateRecipe.server("ldap.corp.example.com").signedBy(root);
        Path ca = root.writeTo(folder, "root");
        Path certificate = first.writeTo(folder, "server");
        Object[] words = {
            "acm", "import", "--certificate", certificate, "--chain", ca, "--key", folder.resolve("server.key")
        };

        String arn = ok(words).out().lines().findFirst().orElseThrow();
        assertThat(ok(words).out()).startsWith(arn).contains("already");
        JsonNode shown = json("acm", "show", "--arn", arn, "--json");
        assertThat(shown.path("keyAlgorithm").asText()).isEqualTo("EC_prime256v1");
        assertThat(shown.path("sha256").asText()).isEqualTo(Certificates.fingerprint(first.certificate()));
        assertThat(json("acm", "list", "--json").findValuesAsText("arn")).contains(arn);

        Issued second = CertificateRecipe.server("ldap.corp.example.com").signedBy(root);
        second.writeTo(folder, "server");
        List<Object> again = new ArrayList<>(List.of(words));
        again.addAll(List.of("--arn", arn));
        assertThat(ok(again.toArray()).out()).contains("replaced under the same ARN");
        assertThat(json("acm", "show", "--arn", arn, "--json").path("sha256").asText())
                .isEqualTo(Certificates.fingerprint(second.certificate()));

        ok("acm", "delete", "--arn", arn, "--yes");
        assertThat(run("acm", "show", "--arn", arn).err()).contains("there is no certificate");
    }

    @Test
    void privateCertificateIsExported() throws Exception {
        String arn;
        try (AcmClient acm = AcmClient.builder()
                .endpointOverride(moto.endpoint())
                .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            arn = acm.requestCertificate(
                            request -> request.domainName("ldap.corp.example.com")
                                    .certificateAuthorityArn(
                                            "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/00000000-0000-0000-0000-000000000000"))
                    .certificateArn();
        }
        Path live = folder.resolve("live");

        ok("acm", "export", "--arn", arn, "--out-dir", live);

        assertThat(Certificates.read(live.resolve("server.crt")).get(0).getPublicKey())
                .isEqualTo(Keys.readPlain(live.resolve("privatekey.pem")).getPublic());
    }

    @Test
    void directoriesAreListedAwaitedAndSwitched() throws Exception {
        List<String> network = moto.network();
        String simple;
        String managed;
        try (DirectoryClient client = DirectoryClient.builder()
                .endpointOverride(moto.endpoint())
                .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            simple = client.createDirectory(request -> request.name("corp.example.com")
                            .password("Not-a-Secret-1")
                            .size(DirectorySize.SMALL)
                            .vpcSettings(vpc -> vpc.vpcId(network.get(0)).subnetIds(network.subList(1, 3))))
                    .directoryId();
            managed = client.createMicrosoftAD(request -> request.name("cloud.example.com")
                            .password("Not-a-Secret-1")
                            .vpcSettings(vpc -> vpc.vpcId(network.get(0)).subnetIds(network.subList(1, 3))))
                    .directoryId();
        }

        assertThat(json("directory", "list", "--json").findValuesAsText("id")).contains(simple, managed);
        assertThat(ok("directory", "wait", "--directory-id", simple).out()).contains("is Active");
        assertThat(ok("directory", "show", "--directory-id", simple).out()).contains("SimpleAD", network.get(0));

        ok("directory", "ldaps", "enable", "--directory-id", managed, "--wait");
        assertThat(ok("directory", "ldaps", "status", "--directory-id", managed).out())
                .contains("Enabled");
        ok("directory", "ldaps", "disable", "--directory-id", managed);
        assertThat(run("directory", "ldaps", "enable", "--directory-id", simple).err())
                .contains("Simple AD", "gateway");
        assertThat(run("directory", "ldaps", "status", "--directory-id", "d-0000000000")
                        .err())
                .contains("no directory");
    }

    @Test
    void txtValuesAreSetAndTakenBackInRoute53() throws Exception {
        String name = "_acme-challenge.ldap.corp.example.com.";
        try (Route53Client client = Route53Client.builder()
                .endpointOverride(moto.endpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            client.createHostedZone(zone -> zone.name("example.com").callerReference("1"));
            String zone = client.createHostedZone(
                            request -> request.name("corp.example.com").callerReference("2"))
                    .hostedZone()
                    .id();
            TemporaryRecords records = new TemporaryRecords(
                    new AwsAccess(new AwsOptions(null, null, moto.endpoint())),
                    null,
                    line -> {},
                    line -> {},
                    TemporaryRecords.PATIENCE);

            records.add(List.of(new Txt(name, "one"), new Txt(name, "two")));

            assertThat(txt(client, zone)).containsExactly("\"one\"", "\"two\"");
            records.remove();
            assertThat(txt(client, zone)).isEmpty();
        }
    }

    /** moto hashes the digest again, so its signatures are wrong. It shows that the check of signatures works. */
    @Test
    void keysOfKmsAreFoundByAliasAndTheirSignaturesChecked() {
        AwsOptions access = new AwsOptions(null, null, moto.endpoint());
        try (KmsClient client = KmsClient.builder()
                .endpointOverride(moto.endpoint())
                .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            String arn = client.createKey(request ->
                            request.keyUsage(KeyUsageType.SIGN_VERIFY).keySpec(KeySpec.ECC_NIST_P384))
                    .keyMetadata()
                    .arn();
            client.createAlias(request -> request.aliasName("alias/root").targetKeyId(arn));

            KmsKey key = KmsKey.find("alias/root", access, line -> {});

            assertThat(key.arn()).isEqualTo(arn);
            assertThat(KeyKind.of(key.publicKey())).isEqualTo(KeyKind.EC_P384);
            assertThatThrownBy(() -> Signing.signer(key).getSignature())
                    .hasMessageContaining("does not match the CA's public key");
        }
    }

    private static List<String> txt(Route53Client client, String zone) {
        return client.listResourceRecordSets(request -> request.hostedZoneId(zone)).resourceRecordSets().stream()
                .filter(set -> set.type() == RRType.TXT)
                .flatMap(set -> set.resourceRecords().stream())
                .map(ResourceRecord::value)
                .toList();
    }

    @Test
    void processWorksAgainstItWithTheEnvironmentAlone() throws Exception {
        CliProcess ran = CliProcess.run(
                folder,
                Map.of(
                        "AWS_ACCESS_KEY_ID", "AKIAEXAMPLE",
                        "AWS_SECRET_ACCESS_KEY", "not-a-secret",
                        "AWS_REGION", "eu-central-1",
                        "AWS_ENDPOINT_URL", moto.endpoint().toString()),
                "acm",
                "list");

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("DAYS LEFT");
    }

    private static JsonNode json(Object... words) throws IOException {
        return new ObjectMapper().readTree(ok(words).out());
    }

    private static Cli ok(Object... words) {
        Cli ran = run(words);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran;
    }

    private static Cli run(Object... words) {
        List<Object> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--endpoint-url", moto.endpoint()));
        return Cli.run(line.toArray());
    }
}
