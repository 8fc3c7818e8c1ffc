package io.dirgate.certtool.renew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.aws.CertificateRecipe;
import io.dirgate.certtool.aws.Moto;
import io.dirgate.certtool.aws.fake.FakeAws;
import io.dirgate.certtool.ca.CertificateAuthority;
import io.dirgate.certtool.ca.Leaf;
import io.dirgate.certtool.ca.TwoLevelCa;
import io.dirgate.certtool.cli.Context;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.files.KillLoop;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.RenewalTime;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.pki.SubjectNames;
import io.dirgate.certtool.pki.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
    void whatIsNotSaidStaysAsItIs() throws Exception {
        live = ca.issue(
                "kept",
                "--name",
                HOST,
                "--ip",
                "10.0.1.5",
                "--subject",
                "O=Example,C=DE",
                "--days",
                365,
                "--type",
                "rsa-2048",
                "--profile",
                "domain-controller");
        X509Certificate before = leaf();
        for (Object[] more : new Object[][] {{}, {"--name", "10.0.1.5", "--name", HOST}}) {
            List<Object> words = new ArrayList<>(List.of("--now"));
            words.addAll(List.of(more));
            assertThat(renew(Cli.inDays(0), words.toArray()).out()).contains("renewed");
            X509Certificate after = leaf();
            assertThat(after.getSerialNumber()).isNotEqualTo(before.getSerialNumber());
            assertThat(after.getSubjectX500Principal()).isEqualTo(before.getSubjectX500Principal());
            assertThat(after.getExtensionValue("2.5.29.17")).isEqualTo(before.getExtensionValue("2.5.29.17"));
            assertThat(KeyKind.of(after.getPublicKey())).isEqualTo(KeyKind.RSA_2048);
            assertThat(Validity.of(after).length()).isEqualTo(Duration.ofDays(365));
            assertThat(after.getExtendedKeyUsage()).isEqualTo(before.getExtendedKeyUsage());
            assertThat(after.getKeyUsage()).isEqualTo(before.getKeyUsage());
        }
        assertThat(renew(Cli.inDays(0), "--now", "--days", 30, "--type", "ec-p384", "--name", "b." + HOST)
                        .out())
                .contains("renewed");
        assertThat(Validity.of(leaf()).length()).isEqualTo(Duration.ofDays(30));
        assertThat(KeyKind.of(leaf().getPublicKey())).isEqualTo(KeyKind.EC_P384);
        assertThat(leaf().getSubjectX500Principal().getName()).isEqualTo("CN=b." + HOST + ",C=DE,O=Example");
        assertThat(leaf().getKeyUsage()[2])
                .as("key encipherment, wrong with EC")
                .isFalse();
        assertThat(renew(Cli.inDays(0), "--subject", "O=Other").out()).contains("the subject has changed");
        assertThat(leaf().getSubjectX500Principal().getName()).isEqualTo("CN=b." + HOST + ",O=Other");
    }

    @Test
    void extensionsThatSomebodyElseChoseStayToo() throws Exception {
        CertificateAuthority authority = CertificateAuthority.open(Cli.inDays(0), ca.issuing());
        KeyPair key = KeyKind.EC_P256.generate();
        GeneralNames names = new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, HOST),
            new GeneralName(GeneralName.uniformResourceIdentifier, "ldaps://" + HOST)
        });
        List<Extension> asked = List.of(
                new Extension(Extension.subjectAlternativeName, false, names.getEncoded()),
                new Extension(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(
                                        new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                                        })
                                .getEncoded()),
                new Extension(new ASN1ObjectIdentifier("1.2.3.4.5"), false, new DERUTF8String("ours").getEncoded()));
        Order order = Order.leaf(
                        Subject.of(List.of(HOST), null),
                        key.getPublic(),
                        Profile.SERVER,
                        Validity.days(Clock.systemUTC(), 20))
                .with(asked);
        List<X509Certificate> chain = new ArrayList<>(authority.chain());
        chain.add(0, authority.issue(order, authority.unlock(() -> secret()), false));
        new Leaf(key, chain).files(Disk.real(), live, Profile.SERVER).write(true);
        X509Certificate before = leaf();
        assertThat(renew(Cli.inDays(0), "--now").exitCode()).isZero();
        assertThat(leaf()).isNotEqualTo(before);
        for (String kind : List.of("2.5.29.17", "2.5.29.37", "1.2.3.4.5", "2.5.29.15")) {
            assertThat(leaf().getExtensionValue(kind)).as(kind).isEqualTo(before.getExtensionValue(kind));
        }
    }

    @Test
    void aCertificateThatRestrictsNoUsageIsFollowedByOneThatRestrictsNone() throws Exception {
        KeyPair key = Keys.readPlain(live.resolve("privatekey.pem"));
        X509Certificate bare =
                CertificateRecipe.bare(HOST).key(key).selfSigned().certificate();
        Files.write(live.resolve("server.crt"), Certificates.pemBytes(List.of(bare)));
        assertThat(renew(Cli.inDays(0), "--now").exitCode()).isZero();
        assertThat(leaf()).isNotEqualTo(bare);
        assertThat(SubjectNames.of(leaf()).all()).containsExactly(HOST);
        assertThat(leaf().getExtendedKeyUsage()).isNull();
        assertThat(leaf().getKeyUsage()).isNull();
    }

    private char[] secret() throws IOException {
        return Files.readString(ca.passphrase()).strip().toCharArray();
    }

    @Test
    void clientFolderIsRenewedAsAClients() throws Exception {
        live = ca.issue("client", "--profile", "client", "--name", "Backup Job", "--name", "job@corp.example.com");
        Path file = live.resolve("client.crt");
        X509Certificate before = Certificates.read(file).get(0);
        Cli ran = renew(Cli.inDays(64));
        assertThat(ran.out()).as(ran.toString()).contains("renewed");
        X509Certificate after = Certificates.read(file).get(0);
        assertThat(after).isNotEqualTo(before);
        assertThat(after.getSubjectX500Principal()).isEqualTo(before.getSubjectX500Principal());
        assertThat(after.getExtensionValue("2.5.29.17")).isEqualTo(before.getExtensionValue("2.5.29.17"));
        assertThat(after.getExtendedKeyUsage()).isEqualTo(before.getExtendedKeyUsage());
        assertThat(live.resolve("server.crt")).doesNotExist();
        assertThat(Keys.match(Keys.readPlain(live.resolve("privatekey.pem")), after.getPublicKey()))
                .isTrue();
        assertThat(renew(Cli.inDays(64)).out()).contains("kept");
        assertThat(renew(Cli.inDays(64), "--name", "Backup Job", "--name", "job@corp.example.com")
                        .out())
                .contains("kept");
    }

    @Test
    void damagedCertificateIsRenewedByItsKeyOrByName() throws Exception {
        live = ca.issue("damaged", "--name", HOST, "--days", 200);
        X509Certificate before = leaf();
        Files.writeString(live.resolve("server.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Cli ran = renew(Cli.inDays(0));
        assertThat(ran.out()).as(ran.toString()).contains("renewed").contains("server.crt");
        assertThat(SubjectNames.of(leaf()).all()).containsExactly(HOST);
        Files.writeString(live.resolve("server.crt"), "nothing");
        Files.writeString(live.resolve("privatekey.pem"), "nothing");
        Cli nameless = renew(Cli.inDays(0));
        assertThat(nameless.exitCode()).isEqualTo(2);
        assertThat(nameless.err()).contains("server.crt", "--name");
        assertThat(renew(Cli.inDays(0), "--name", HOST).out()).contains("renewed");
        assertThat(leaf()).isNotEqualTo(before);
        Files.writeString(live.resolve("privatekey.pem"), "nothing");
        assertThat(renew(Cli.inDays(0)).out()).contains("renewed").contains("privatekey.pem");
        assertThat(renew(Cli.inDays(0)).out()).contains("kept");
    }

    @Test
    void revokedCertificateIsRenewed() throws Exception {
        Cli.ok("ca", "revoke", "--dir", ca.issuing(), "--certificate", live.resolve("server.crt"));
        assertThat(renew(Cli.inDays(0)).out()).contains("renewed: this CA has revoked it");
        assertThat(renew(Cli.inDays(0)).out()).contains("kept");
    }

    @Test
    void theEndOfTheCaIsToldInTimeAndNothingShortIsIssued() throws Exception {
        Path old = folder.resolve("old");
        Cli.ok("ca", "init", "--dir", old, "--name", "Old", "--days", 200, "--no-passphrase");
        live = folder.resolve("below");
        Object[] renew = {"renew", "--out-dir", live, "--dir", old, "--name", HOST};
        assertThat(Cli.ok(renew).err()).doesNotContain("ends on");
        Cli cut = Cli.run(Cli.inDays(150), renew);
        assertThat(cut.out()).contains("renewed");
        assertThat(cut.err()).contains("the CA CN=Old ends on", "49 days left");
        assertThat(Cli.run(Cli.inDays(160), renew).out()).as("not due again").contains("kept");
        Cli late = Cli.run(Cli.inDays(194), renew);
        assertThat(late.exitCode()).isEqualTo(1);
        assertThat(late.err()).contains("--short", "5 days");
        List<Object> allowed = new ArrayList<>(List.of(renew));
        allowed.add("--short");
        assertThat(Cli.run(Cli.inDays(194), allowed.toArray()).out()).contains("renewed");
    }

    @Test
    void aLifeThatTheCasEndHasCutIsNotHandedDown() throws Exception {
        Path old = folder.resolve("old");
        Cli.ok("ca", "init", "--dir", old, "--name", "Old", "--days", 40, "--no-passphrase");
        Cli.ok("ca", "issue", "--dir", old, "--name", HOST, "--out-dir", live, "--force");
        // The CA is as old as the first command is long.
        assertThat(Validity.of(leaf()).length()).isBetween(Duration.ofDays(39), Duration.ofDays(40));
        assertThat(renew(Cli.inDays(0), "--now").exitCode()).isZero();
        assertThat(Validity.of(leaf()).length()).isEqualTo(Duration.ofDays(90));
    }

    @Test
    void aCommandFollowsARenewalAndOnlyThat() throws Exception {
        Path told = folder.resolve("told");
        String command = "echo \"$CERTTOOL_FOLDER\" >> " + told;
        assertThat(renew(Cli.inDays(0), "--exec", command).out()).contains("kept");
        assertThat(renew(Cli.inDays(0), "--exec", command, "--now", "--dry-run").out())
                .contains("would renew");
        assertThat(told).doesNotExist();
        assertThat(renew(Cli.inDays(0), "--exec", command, "--now").exitCode()).isZero();
        assertThat(told).hasContent(live.toString());
        X509Certificate before = leaf();
        Cli failing = renew(Cli.inDays(0), "--exec", "exit 7", "--now");
        assertThat(failing.exitCode()).isEqualTo(1);
        assertThat(failing.out()).contains("renewed");
        assertThat(failing.err()).contains("exit code 7");
        assertThat(leaf()).isNotEqualTo(before);
    }

    @Test
    @Timeout(60)
    void onlyARenewalWaitsForItsRandomMoment() throws Exception {
        assertThat(renew(Cli.inDays(0), "--jitter", "24h").out()).contains("kept");
        Cli renewed = renew(Cli.inDays(64), "--jitter", "20ms");
        assertThat(renewed.out()).contains("renewed");
        assertThat(renewed.err()).contains("renewing in 0 s");
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
                    .contains("would-update");
            assertThat(aws.acm().leaf(arn)).isNotEqualTo(files);
            assertThat(renew(Cli.inDays(0), "--arn", arn, "--endpoint-url", aws.endpoint())
                            .out())
                    .contains("updated");
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
