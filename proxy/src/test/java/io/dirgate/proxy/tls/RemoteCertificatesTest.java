package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.aws.fake.AwsSettings;
import io.dirgate.proxy.aws.fake.FakeAws;
import io.dirgate.proxy.config.AcmConfig;
import io.dirgate.proxy.config.CertificateCacheConfig;
import io.dirgate.proxy.config.CertificateConfig;
import io.dirgate.proxy.config.SecretConfig;
import io.dirgate.proxy.observe.ServedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are kept in AWS are held to the same rules as those in files. */
@ExtendWith(NoLeaks.class)
class RemoteCertificatesTest {
    private static final String ARN =
            "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";
    private static final Duration REFRESH = Duration.ofMillis(100);

    @TempDir
    Path folder;

    private final TestPki.Pair root = TestPki.authority("Root CA");
    private final TestPki.Pair authority = TestPki.authority("Test CA", root);
    private final TestPki.Pair before = TestPki.server("before").issuedBy(authority);
    private final TestPki.Pair after = TestPki.server("after").issuedBy(authority);
    private final RecordedMetrics metrics = new RecordedMetrics();
    private FakeAws aws;
    private AwsSettings settings;

    @BeforeEach
    void start() throws IOException {
        aws = FakeAws.start();
        settings = new AwsSettings(aws.endpoint());
        Files.writeString(folder.resolve("pass"), "correct horse\n");
    }

    @AfterEach
    void end() {
        settings.close();
        aws.close();
    }

    @Test
    void acmsCertificateIsExportedOnceAndAgainWhenItWasRenewed() throws Exception {
        issue("PRIVATE", before);
        try (TlsContexts contexts = load(acm(null));
                TlsReloader watching = TlsReloader.watch(List.of(contexts), REFRESH)) {
            assertThat(names(contexts)).containsExactly("before");
            await().until(() -> aws.asked("acm:DescribeCertificate") > 3);
            assertThat(aws.asked("acm:ExportCertificate")).isEqualTo(1);

            issue("PRIVATE", after);
            await().until(() -> names(contexts).contains("after"));
            assertThat(aws.asked("acm:ExportCertificate")).isEqualTo(2);
        }
    }

    @Test
    void anOutageOfAcmKeepsWhatIsServed() throws Exception {
        issue("AMAZON_ISSUED", before);
        try (TlsContexts contexts = load(acm(null));
                TlsReloader watching = TlsReloader.watch(List.of(contexts), REFRESH)) {
            aws.become(FakeAws.Mood.OUT);
            issue("AMAZON_ISSUED", after);
            await().atMost(Duration.ofSeconds(30)).until(() -> aws.asked("acm:DescribeCertificate") > 5);
            assertThat(names(contexts)).containsExactly("before");

            aws.become(FakeAws.Mood.WELL);
            await().atMost(Duration.ofSeconds(30)).until(() -> names(contexts).contains("after"));
        }
    }

    @Test
    void whatAcmCannotGiveIsRefusedWithWhatToUseInstead() {
        assertThatThrownBy(() -> load(acm(null)))
                .hasMessageStartingWith("tls.acm: acm:DescribeCertificate was refused: ResourceNotFoundException");
        issue("IMPORTED", before);
        assertThatThrownBy(() -> load(acm(null)))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("was imported into ACM, which gives no imported key out again")
                .hasMessageContaining("secretsManager");
        aws.certificates().put(ARN, "PRIVATE", "PENDING_VALIDATION", before.chain(), "", before.key());
        assertThatThrownBy(() -> load(acm(null)))
                .hasMessage("tls.acm: " + ARN + " is PENDING_VALIDATION in ACM, not ISSUED");
        aws.forbid("acm:DescribeCertificate");
        assertThatThrownBy(() -> load(acm(null))).hasMessageContaining("must allow acm:DescribeCertificate");
    }

    @Test
    void secretsArePemOrPkcs12InBinaryOrText() throws Exception {
        for (Object form :
                new Object[] {pem(before), pkcs12(before), Base64.getEncoder().encodeToString(pkcs12(before))}) {
            if (form instanceof byte[] bytes) {
                aws.secrets().put("ldap", bytes);
            } else {
                aws.secrets().put("ldap", form.toString());
            }
            try (TlsContexts contexts = load(secret())) {
                assertThat(names(contexts)).containsExactly("before");
            }
        }
    }

    @Test
    void aNewVersionIsServedAndABadOneIsNot() throws Exception {
        aws.secrets().put("ldap", pem(before));
        try (TlsContexts contexts = load(secret());
                TlsReloader watching = TlsReloader.watch(List.of(contexts), REFRESH)) {
            aws.secrets().put("ldap", pem(after));
            await().until(() -> names(contexts).contains("after"));

            aws.secrets().put("ldap", "not a certificate");
            await().until(() -> metrics.refusals() > 0);
            assertThat(names(contexts)).containsExactly("after");
        }
    }

    @Test
    void aStartWithABadCurrentVersionTakesThePreviousOne() throws Exception {
        aws.secrets().put("ldap", pem(before));
        aws.secrets().put("ldap", after.key() + before.chain(authority));
        try (TlsContexts contexts = load(secret())) {
            assertThat(names(contexts)).containsExactly("before");
            assertThat(metrics.refusals()).isEqualTo(1);
        }
        TestPki.Pair expired = TestPki.server("expired")
                .valid(Instant.now().minus(Duration.ofDays(2)), Instant.now().minus(Duration.ofDays(1)))
                .issuedBy(authority);
        aws.secrets().put("ldap", pem(before));
        aws.secrets().put("ldap", pem(expired));
        try (TlsContexts contexts = load(secret())) {
            assertThat(names(contexts)).containsExactly("before");
        }
        aws.secrets().put("ldap", "nothing");
        aws.secrets().put("ldap", "nothing again");
        assertThatThrownBy(() -> load(secret()))
                .hasMessageStartingWith("tls.secretsManager: ldap (AWSCURRENT, version ");
    }

    @Test
    void withoutAwsTheCacheServesAndIsNobodyElses() throws Exception {
        Path cache = folder.resolve("cache.p12");
        issue("PRIVATE", before);
        load(acm(cache)).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> Pkcs12.read("tls", "cache", Files.readAllBytes(cache), "wrong".toCharArray()))
                .hasMessageContaining("cannot be decrypted");

        aws.become(FakeAws.Mood.OUT);
        try (TlsContexts contexts = load(acm(cache));
                TlsReloader watching = TlsReloader.watch(List.of(contexts), REFRESH)) {
            assertThat(names(contexts)).containsExactly("before");
            issue("PRIVATE", after);
            aws.become(FakeAws.Mood.WELL);
            await().atMost(Duration.ofSeconds(30)).until(() -> names(contexts).contains("after"));
        }
        aws.close();
        try (TlsContexts contexts = load(acm(cache))) {
            assertThat(names(contexts)).containsExactly("after");
        }
        Files.delete(cache);
        assertThatThrownBy(() -> load(acm(cache)))
                .hasMessageContaining("tls.acm: acm:DescribeCertificate: nothing answers");
    }

    @Test
    void aPkcs12FileIsServedAndSwapped() throws Exception {
        Path file = Files.write(folder.resolve("server.p12"), pkcs12(before));
        CertificateConfig config = new CertificateConfig(null, null, file, null, null, folder.resolve("pass"), null);
        try (TlsContexts contexts = load(config);
                TlsReloader watching = TlsReloader.watch(List.of(contexts), REFRESH)) {
            assertThat(names(contexts)).containsExactly("before");
            Files.write(file, new byte[] {0x30, 1, 2});
            await().until(() -> metrics.refusals() > 0);
            Files.write(file, pkcs12(after));
            await().until(() -> names(contexts).contains("after"));
        }
        Files.writeString(folder.resolve("pass"), "battery staple");
        assertThatThrownBy(() -> load(config))
                .hasMessage("tls.pkcs12: server.p12 cannot be decrypted with the passphrase in passphraseFile");
        CertificateConfig noPassphrase = new CertificateConfig(null, null, file, null, null, null, null);
        assertThatThrownBy(() -> load(noPassphrase))
                .hasMessage("tls.pkcs12: server.p12 is encrypted; give the file with its passphrase as passphraseFile");
    }

    private TlsContexts load(CertificateConfig certificate) throws TlsException {
        return TlsContexts.load(new Listeners(folder).serving(certificate).config(), metrics.metrics());
    }

    private CertificateConfig acm(@Nullable Path cache) {
        CertificateCacheConfig cached =
                cache == null ? null : new CertificateCacheConfig(cache.toString(), folder.resolve("pass"));
        return new CertificateConfig(null, null, null, new AcmConfig(ARN, REFRESH), null, null, cached);
    }

    private CertificateConfig secret() {
        SecretConfig secret = new SecretConfig("ldap", "AWSCURRENT", null, REFRESH);
        return new CertificateConfig(null, null, null, null, secret, folder.resolve("pass"), null);
    }

    private void issue(String type, TestPki.Pair pair) {
        aws.certificates().put(ARN, type, "ISSUED", pair.chain(), authority.chain(root), pair.key());
    }

    private String pem(TestPki.Pair pair) {
        return pair.key() + pair.chain(authority);
    }

    private byte[] pkcs12(TestPki.Pair pair) throws Exception {
        Credential credential =
                new Credential(pair.keys().getPrivate(), List.of(pair.certificate(), authority.certificate()));
        return Pkcs12.write(credential, "correct horse".toCharArray());
    }

    private static List<String> names(TlsContexts contexts) {
        return contexts.certificates().stream()
                .map(ServedCertificate::names)
                .flatMap(List::stream)
                .toList();
    }
}
