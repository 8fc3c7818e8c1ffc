package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.sdk.LDAPException;
import io.dirgate.proxy.aws.fake.FakeAws;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are kept in AWS, served to LDAPS clients and renewed under them. */
@Needs({Needs.ROOT, Needs.SAMBA})
@ExtendWith(SharedServers.class)
class AwsCertificateIT {
    private final SambaController controller;
    private final Loopback loopback;

    @TempDir
    Path folder;

    private FakeAws aws;

    AwsCertificateIT(SambaDomain domain, Loopback loopback) {
        controller = domain.first();
        this.loopback = loopback;
    }

    @BeforeEach
    void start() throws IOException {
        aws = FakeAws.start();
    }

    @AfterEach
    void end() {
        aws.close();
    }

    @Test
    void aRenewalInAcmIsServedWithoutOneFailedHandshake() throws Exception {
        GatewaySetup setup = setup("acm: { arn: '" + AcmCertificate.ARN + "', refresh: 1s }");
        AcmCertificate.put(aws, setup.authority(), setup.renewCertificate());
        assertSwap(setup, () -> AcmCertificate.put(aws, setup.authority(), setup.renewCertificate()));
    }

    @Test
    void aNewVersionOfASecretIsServedWithoutOneFailedHandshake() throws Exception {
        GatewaySetup setup = setup("secretsManager: { secretId: ldap, refresh: 1s }");
        aws.secrets().put("ldap", pem(setup.renewCertificate()));
        assertSwap(setup, () -> aws.secrets().put("ldap", pem(setup.renewCertificate())));
    }

    @Test
    void aStartWithoutAwsTakesTheCacheOrSaysWhyNot() throws Exception {
        Folders.write(folder.resolve("passphrase"), "for the cache alone\n");
        GatewaySetup setup = setup("acm: { arn: '" + AcmCertificate.ARN
                + "', refresh: 1s }, cache: { file: certificate.p12, passphraseFile: passphrase }");
        AcmCertificate.put(aws, setup.authority(), setup.renewCertificate());
        BigInteger before;
        try (GatewayProcess gateway = GatewayProcess.start(setup)) {
            before = served(gateway);
        }
        aws.close();
        try (GatewayProcess gateway = GatewayProcess.start(setup)) {
            assertThat(served(gateway)).isEqualTo(before);
        }
        Files.delete(folder.resolve("certificate.p12"));
        Daemon refused = Daemon.start(
                folder.resolve("refused.out"),
                setup.environment(),
                GatewayProcess.command(
                        List.of(), "run", "--config", setup.write().toString()));
        try (refused) {
            assertThat(refused.awaitExit(Duration.ofSeconds(60))).isEqualTo(1);
            assertThat(refused.log())
                    .contains("listeners[0].tls.acm: acm:DescribeCertificate: nothing answers at AWS's endpoint");
        }
    }

    private void assertSwap(GatewaySetup setup, Runnable renewal) throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(setup);
                Load bound = new Load(4, number -> new SearchingClient(gateway.ldaps()));
                Load connecting = new Load(2, number -> new ConnectingClient(gateway.ldaps()))) {
            BigInteger before = served(gateway);
            bound.awaitRounds(20);
            connecting.awaitRounds(5);
            renewal.run();
            await().atMost(Duration.ofSeconds(30)).until(() -> !served(gateway).equals(before));
            bound.awaitRounds(20);
            connecting.awaitRounds(5);
            for (Load load : new Load[] {bound, connecting}) {
                Tally tally = load.stop();
                assertThat(tally.dropped).isEmpty();
                assertThat(tally.wrong).isEmpty();
                assertThat(tally.unavailable).hasValue(0);
            }
            // Whoever only looks at the certificate leaves after the handshake.
            Metrics metrics = gateway.metrics();
            assertThat(metrics.sum("dirgate_handshakes_failed_total"))
                    .isEqualTo(metrics.sum("dirgate_handshakes_failed_total", "reason=\"leftAfterHandshake\""));
        }
    }

    private GatewaySetup setup(String certificate) {
        return new GatewaySetup(folder, loopback)
                .server(controller.plain())
                .ldapsCertificate(certificate)
                .aws(aws.endpoint());
    }

    private static String pem(TestAuthority.PemFiles files) {
        try {
            return Files.readString(files.privateKey()) + Files.readString(files.certificate());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BigInteger served(GatewayProcess gateway) throws IOException {
        try (Wire wire = Wire.open(gateway.ldaps())) {
            return ((X509Certificate) ((SSLSocket) wire.socket()).getSession().getPeerCertificates()[0])
                    .getSerialNumber();
        }
    }

    /** Connects, reads and leaves, over and over. */
    private record ConnectingClient(Endpoint endpoint) implements Load.Client {
        @Override
        public boolean round(Tally tally) {
            try (SearchingClient client = new SearchingClient(endpoint)) {
                client.round(tally);
            } catch (LDAPException e) {
                tally.dropped.add("connecting failed: " + e.getMessage());
            }
            return true;
        }

        @Override
        public void close() {
            // Nothing is kept open between rounds.
        }
    }
}
