package io.dirgate.certtool.renew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.aws.Moto;
import io.dirgate.certtool.aws.fake.FakeAws;
import io.dirgate.certtool.ca.TwoLevelCa;
import io.dirgate.certtool.cli.Context;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.files.KillLoop;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.RenewalTime;
import io.dirgate.certtool.pki.SubjectNames;
import io.dirgate.certtool.pki.Validity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

class RenewCommandTest {
    static final String HOST = "ldap.corp.example.com";

    @TempDir
    Path folder;

    TwoLevelCa ca;
    Path live;

    @BeforeEach
    void issue() throws Exception {
        ca = TwoLevelCa.in(folder);
        live = ca.issue("live", "--name", HOST);
    }

    private Cli renew(Context context, Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("renew", "--out-dir", live, "--dir", ca.issuing(), "--passphrase-file", ca.passphrase()));
        words.addAll(List.of(more));
        return Cli.run(context, words.toArray());
    }

    private X509Certificate leaf() throws Exception {
        return Certificates.read(live.resolve("server.crt")).get(0);
    }

    @Test
    void freshCertificateIsKept() throws Exception {
        X509Certificate before = leaf();
        Cli ran = renew(Cli.inDays(59));
        assertThat(ran.exitCode()).as(ran.toString()).isZero();
        assertThat(ran.out()).contains("kept", "not due before");
        assertThat(leaf()).isEqualTo(before);
    }

    @Test
    void certificateIsRenewedAfterTwoThirdsOfItsLifeAndOnlyOnce() throws Exception {
        X509Certificate before = leaf();
        assertThat(renew(Cli.inDays(64), "--dry-run").out()).contains("would renew");
        assertThat(leaf()).isEqualTo(before);
        assertThat(renew(Cli.inDays(64)).out()).contains("renewed");
        X509Certificate after = leaf();
        assertThat(after).isNotEqualTo(before);
        assertThat(after.getPublicKey()).isNotEqualTo(before.getPublicKey());
        assertThat(SubjectNames.of(after).all()).containsExactly(HOST);
        assertThat(renew(Cli.inDays(64)).out()).contains("kept");
        Cli.ok(
                "verify",
                live.resolve("chain.pem"),
                "--ca",
                live.resolve("ca.pem"),
                "--key",
                live.resolve("privatekey.pem"),
                "--at",
                Instant.now().plus(Duration.ofDays(70)));
    }

    @Test
    void renewalTimeIsTwoThirdsWithALittleChanceThatDoesNotChange() throws Exception {
        Validity validity = Validity.of(leaf());
        Instant due = RenewalTime.of(leaf());
        assertThat(due)
                .isBetween(
                        validity.notBefore().plus(Duration.ofDays(60)),
                        validity.notBefore().plus(Duration.ofDays(63)))
                .isEqualTo(RenewalTime.of(leaf()));
    }

    @Test
    void namesThatDriftAreRenewedAtOnce() throws Exception {
        Cli ran = renew(Cli.inDays(0), "--name", HOST, "--dns", "ldap2.corp.example.com");
        assertThat(ran.out()).contains("the names have changed");
        assertThat(SubjectNames.of(leaf()).all()).containsExactly(HOST, "ldap2.corp.example.com");
        assertThat(renew(Cli.inDays(0), "--name", "ldap2.corp.example.com", "--name", HOST)
                        .out())
                .contains("kept");
    }

    @Test
    void missingCertificateIsMadeAndAPairThatDoesNotFitIsMended() throws Exception {
        live = folder.resolve("fresh");
        assertThat(renew(Cli.inDays(0)).exitCode()).isEqualTo(2);
        assertThat(renew(Cli.inDays(0), "--name", HOST).out()).contains("renewed: there is no certificate");
        Cli.ok("key", "--out", live.resolve("privatekey.pem"), "--force");
        assertThat(renew(Cli.inDays(0)).out()).contains("does not belong");
        assertThat(Keys.match(Keys.readPlain(live.resolve("privatekey.pem")), leaf().getPublicKey()))
                .isTrue();
    }

    @Test
    void aKillAtAnyStepLeavesAPairThatFitsAndTheNextRunCompletesIt() throws Exception {
        Path open = folder.resolve("open");
        Cli.ok("ca", "init", "--dir", open, "--name", "Open", "--no-passphrase");
        KillLoop.run(
                disk -> {},
                disk -> Cli.run(Cli.on(disk, Clock.systemUTC()), "renew", "--out-dir", live, "--dir", open, "--now"),
                step -> {
                    assertThat(Keys.match(Keys.readPlain(live.resolve("privatekey.pem")), leaf().getPublicKey()))
                            .isTrue();
                    assertThat(Certificates.read(live.resolve("chain.pem")).get(0))
                            .isEqualTo(leaf());
                });
    }

    @Test
    void aFolderWhosePresentSetIsGoneIsRepaired() throws Exception {
        assertThat(renew(Cli.inDays(0), "--now").exitCode()).isZero();
        X509Certificate before = leaf();
        assertThat(renew(Cli.inDays(0), "--now").exitCode()).isZero();
        Path link = live.resolve(".privatekey.pem.set");
        Disk.real().delete(link.resolveSibling(Files.readSymbolicLink(link)));
        Cli repaired = renew(Cli.inDays(0));
        assertThat(repaired.exitCode()).as(repaired.toString()).isZero();
        assertThat(repaired.err()).contains("led to a set that was gone");
        assertThat(leaf()).isEqualTo(before);
        Disk.real().delete(link.resolveSibling(Files.readSymbolicLink(link)));
        assertThat(renew(Cli.inDays(0), "--name", HOST).out()).contains("renewed");
        assertThat(renew(Cli.inDays(0)).out()).contains("kept");
    }

    @Test
    void watchRenewsAndGoesOnAfterAFailure() throws Exception {
        Path later = folder.resolve("later");
        live = folder.resolve("watched");
        Thread watch = new Thread(() ->
                Cli.run("renew", "--out-dir", live, "--dir", later, "--name", HOST, "--watch", "--every", "20ms"));
        watch.start();
        try {
            Cli.ok("ca", "init", "--dir", later, "--name", "Later", "--no-passphrase");
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(live.resolve("privatekey.pem")));
            X509Certificate first = leaf();
            Cli.ok("key", "--out", live.resolve("privatekey.pem"), "--force");
            await().atMost(Duration.ofSeconds(20)).until(() -> !leaf().equals(first));
        } finally {
            watch.interrupt();
            watch.join();
        }
    }

    @Test
    void acmGetsTheNewCertificateUnderTheSameArnEvenAfterAKill() throws Exception {
        try (FakeAws aws = FakeAws.start()) {
            String arn = Cli.ok(
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
            assertThat(renew(Cli.inDays(0), "--arn", arn, "--endpoint-url", aws.endpoint())
                            .out())
                    .contains("unchanged");
            // Renewed, but killed before ACM was told.
            assertThat(renew(Cli.inDays(0), "--now").exitCode()).isZero();
            String files = Files.readString(live.resolve("server.crt"));
            assertThat(renew(Cli.inDays(0), "--arn", arn, "--dry-run", "--endpoint-url", aws.endpoint())
                            .out())
                    .contains("would-reimport");
            assertThat(aws.acm().leaf(arn)).isNotEqualTo(files);
            assertThat(renew(Cli.inDays(0), "--arn", arn, "--endpoint-url", aws.endpoint())
                            .out())
                    .contains("reimported");
            assertThat(aws.acm().leaf(arn)).isEqualTo(files);
        }
    }

    @Test
    void secretGetsChainAndKey() throws Exception {
        try (Moto moto = Moto.start(folder)) {
            try (var secrets = SecretsManagerClient.builder()
                    .endpointOverride(moto.endpoint())
                    .httpClient(UrlConnectionHttpClient.create())
                    .build()) {
                secrets.createSecret(request -> request.name("ldaps"));
                assertThat(renew(Cli.inDays(0), "--secret-id", "ldaps", "--endpoint-url", moto.endpoint())
                                .out())
                        .contains("updated ldaps");
                String held = secrets.getSecretValue(request -> request.secretId("ldaps"))
                        .secretString();
                assertThat(held)
                        .isEqualTo(Files.readString(live.resolve("privatekey.pem"))
                                + Files.readString(live.resolve("chain.pem")));
                assertThat(renew(Cli.inDays(0), "--secret-id", "ldaps", "--endpoint-url", moto.endpoint())
                                .out())
                        .contains("unchanged ldaps");
                Cli absent = renew(Cli.inDays(0), "--secret-id", "absent", "--endpoint-url", moto.endpoint());
                assertThat(absent.exitCode()).isEqualTo(1);
                assertThat(absent.out() + absent.err()).doesNotContain("PRIVATE KEY");
            }
        }
    }
}
