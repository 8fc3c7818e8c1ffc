package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.aws.fake.AwsSettings;
import io.dirgate.proxy.aws.fake.Moto;
import io.dirgate.proxy.config.AcmConfig;
import io.dirgate.proxy.config.CertificateConfig;
import io.dirgate.proxy.config.SecretConfig;
import io.dirgate.proxy.observe.ProxyMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** ACM and Secrets Manager as a stand-in for AWS plays them that others wrote. */
class RemoteCertificatesAtMotoTest {
    private static final String AUTHORITY =
            "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/00000000-0000-0000-0000-000000000000";

    @TempDir
    static Path folder;

    private static Moto moto;
    private static AwsSettings settings;

    @BeforeAll
    static void start() throws IOException {
        moto = Moto.start(folder);
        settings = new AwsSettings(moto.endpoint());
    }

    @AfterAll
    static void end() {
        if (moto != null) {
            settings.close();
            moto.close();
        }
    }

    /** The stand-in's chain is made up, and is not the one that issued its certificate: the gateway would not serve it. */
    @Test
    void whatAcmExportsIsDecryptedAndChecked() throws Exception {
        String arn;
        try (AcmClient client = AcmClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            arn = client.requestCertificate(
                            request -> request.domainName("ldap.example.com").certificateAuthorityArn(AUTHORITY))
                    .certificateArn();
        }
        try (AcmSource source = new AcmSource("tls.acm", new AcmConfig(arn, Duration.ofHours(1)))) {
            Credential credential = source.fetch().get(0).get();

            assertThat(CertificateCheck.mismatch(credential)).isNull();
            assertThat(credential.names()).containsExactly("ldap.example.com");
            assertThat(credential.chain()).hasSize(2);
            assertThat(CertificateCheck.disorder(credential.chain())).contains("but not its key");
        }
    }

    @Test
    void aSecretsVersionsAreServed() throws Exception {
        TestPki.Pair authority = TestPki.authority("Test CA");
        TestPki.Pair before = TestPki.server("before").issuedBy(authority);
        TestPki.Pair after = TestPki.server("after").issuedBy(authority);
        SecretConfig secret = new SecretConfig("ldap", "AWSCURRENT", null, Duration.ofMillis(100));
        CertificateConfig config = new CertificateConfig(null, null, null, null, secret, null, null);
        try (SecretsManagerClient client = SecretsManagerClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            client.createSecret(request -> request.name("ldap").secretString(before.key() + before.chain(authority)));
            assertThat(served(config)).containsExactly("before");
            client.putSecretValue(
                    request -> request.secretId("ldap").secretString(after.key() + after.chain(authority)));
            assertThat(served(config)).containsExactly("after");
            client.putSecretValue(request -> request.secretId("ldap").secretString("no certificate"));
            assertThat(served(config)).as("AWSPREVIOUS").containsExactly("after");
        }
    }

    private static List<String> served(CertificateConfig config) throws TlsException {
        try (TlsContexts contexts =
                TlsContexts.load(new Listeners(folder).serving(config).config(), ProxyMetrics.NONE)) {
            return contexts.certificates().get(0).names();
        }
    }
}
