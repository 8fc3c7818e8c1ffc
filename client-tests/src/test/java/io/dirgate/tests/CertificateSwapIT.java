package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Certificate files change under a running gateway. */
@Needs({Needs.ROOT, Needs.SAMBA})
@ExtendWith(SharedServers.class)
class CertificateSwapIT {
    private final SambaController controller;
    private final Loopback loopback;

    @TempDir
    Path folder;

    CertificateSwapIT(SambaDomain domain, Loopback loopback) {
        controller = domain.first();
        this.loopback = loopback;
    }

    @Test
    void newCertificateIsServedAndNobodyNoticesUnderLoad() throws Exception {
        GatewaySetup setup = new GatewaySetup(folder, loopback).server(controller.plain());
        try (GatewayProcess gateway = GatewayProcess.start(setup);
                Load bound = new Load(4, number -> new SearchingClient(gateway.ldaps()));
                Load connecting = new Load(2, number -> new ConnectingClient(gateway.ldaps()))) {
            BigInteger before = served(gateway);
            bound.awaitRounds(20);
            connecting.awaitRounds(5);
            setup.renewCertificate();
            await().atMost(Duration.ofSeconds(30)).until(() -> !served(gateway).equals(before));
            bound.awaitRounds(20);
            connecting.awaitRounds(5);
            for (Load load : new Load[] {bound, connecting}) {
                Tally tally = load.stop();
                assertThat(tally.dropped).isEmpty();
                assertThat(tally.wrong).isEmpty();
                assertThat(tally.unavailable).hasValue(0);
            }
        }
    }

    @Test
    void keyOfAnotherCertificateIsRefusedAndTheOldPairServedOn() throws Exception {
        GatewaySetup setup = new GatewaySetup(folder, loopback).server(controller.plain());
        try (GatewayProcess gateway = GatewayProcess.start(setup)) {
            BigInteger before = served(gateway);
            TestAuthority.PemFiles other = setup.authority().issue("other", "other.example.com");
            Files.move(
                    other.privateKey(),
                    folder.resolve("tls/gateway.pem"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> gateway.metrics().sum("dirgate_certificates_refused_total") > 0);
            await().untilAsserted(() ->
                    assertThat(gateway.log()).contains("gateway.pem").containsIgnoringCase("does not match"));
            assertThat(served(gateway)).isEqualTo(before);
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
            } catch (com.unboundid.ldap.sdk.LDAPException e) {
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
