package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.sdk.LDAPConnection;
import io.dirgate.proxy.aws.fake.FakeAws;
import io.dirgate.proxy.aws.fake.FakeDirectories.Controller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The domain controllers of a Managed AD come and go under a running gateway, and AWS itself does not always answer. */
@Needs({Needs.ROOT, Needs.SAMBA})
@ExtendWith(SharedServers.class)
class AwsDiscoveryIT {
    private static final String ID = "d-1234567890";

    private final SambaController first;
    private final SambaController second;
    private final Loopback loopback;

    @TempDir
    Path folder;

    private FakeAws aws;

    AwsDiscoveryIT(SambaDomain domain, Loopback loopback) {
        first = domain.first();
        second = domain.second();
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
    void sessionsLiveOnWhileControllersComeGetImpairedAndVanish() throws Exception {
        aws.directories().managedAd(ID, "Active", controller(first, "a", "Active"));
        try (GatewayProcess gateway = GatewayProcess.start(setup());
                Load bound = new Load(3, number -> new SearchingClient(gateway.ldaps()))) {
            bound.awaitRounds(20);
            aws.directories()
                    .managedAd(ID, "Active", controller(first, "a", "Active"), controller(second, "b", "Active"));
            awaitState(gateway, second, "up");
            assertServedBy(gateway, first, "own zone first");

            aws.directories()
                    .managedAd(ID, "Impaired", controller(first, "a", "Impaired"), controller(second, "b", "Active"));
            await().atMost(Duration.ofSeconds(20)).until(() -> gateway.log().contains("Impaired, eu-central-1a"));
            assertServedBy(gateway, second, "active ones first");
            aws.directories().managedAd(ID, "Active", controller(second, "b", "Active"));
            awaitState(gateway, first, "draining");
            // The stage and the controllers are two questions, and AWS may change between them.
            await().atMost(Duration.ofSeconds(20)).until(() -> isActive(gateway));
            aws.become(FakeAws.Mood.THROTTLING);
            awaitFailures(gateway, 1);
            aws.become(FakeAws.Mood.OUT);
            awaitFailures(gateway, 2);
            assertServedBy(gateway, second, "the last good answer holds");

            bound.awaitRounds(20);
            Tally tally = bound.stop();
            assertThat(tally.dropped).isEmpty();
            assertThat(tally.wrong).isEmpty();
            assertThat(tally.unavailable).hasValue(0);
            assertThat(gateway.metrics().sum("dirgate_failovers_total"))
                    .as("sessions that moved")
                    .isZero();
            assertThat(isActive(gateway)).as("the last known stage holds").isTrue();
        }
    }

    @Test
    void aRestartWithoutAwsBeginsWithTheServersOfTheLastTime() throws Exception {
        aws.directories().managedAd(ID, "Active", controller(first, "a", "Active"), controller(second, "b", "Active"));
        GatewaySetup setup = setup();
        GatewayProcess.start(setup).close();
        assertThat(Files.readString(folder.resolve("servers.json"))).contains(first.address(), second.address());
        aws.close();

        try (GatewayProcess gateway = GatewayProcess.start(setup)) {
            assertServedBy(gateway, first, "own zone first");
            assertThat(gateway.log()).contains("restored from the state file");
        }
        Files.delete(folder.resolve("servers.json"));
        try (GatewayProcess gateway = GatewayProcess.startWithoutServers(setup)) {
            assertThat(gateway.status("/readyz")).isEqualTo(503);
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> gateway.log().contains("nothing answers at AWS's endpoint"));
        }
    }

    private GatewaySetup setup() {
        return new GatewaySetup(folder, loopback)
                .directory("aws: { id: " + ID
                        + ", availabilityZone: eu-central-1a, refresh: 300ms, stateFile: servers.json }")
                .directory("health: { interval: 300ms, slowStart: 1s }")
                .aws(aws.endpoint());
    }

    private static boolean isActive(GatewayProcess gateway) {
        return gateway.metrics().sum("dirgate_directory_stage", "stage=\"Active\"") == 1;
    }

    private static Controller controller(SambaController samba, String zone, String status) {
        return new Controller(samba.address(), "eu-central-1" + zone, status);
    }

    private static void assertServedBy(GatewayProcess gateway, SambaController server, String why) throws Exception {
        try (LDAPConnection client = UnboundId.bound(gateway.ldaps(), Corp.ALICE_UPN, Corp.PASSWORD)) {
            assertThat(client.getEntry(Corp.ALICE_DN)).isNotNull();
        }
        await(why).atMost(Duration.ofSeconds(10)).until(() -> gateway.accessLog().stream()
                .filter(line -> line.contains("\"bind\""))
                .reduce((earlier, last) -> last)
                .filter(line -> line.contains(server.address() + ":389"))
                .isPresent());
    }

    private static void awaitState(GatewayProcess gateway, SambaController server, String state) {
        await(server.address() + " is " + state)
                .atMost(Duration.ofSeconds(20))
                .until(() -> gateway.metrics()
                                .sum("dirgate_server_state", "server=\"" + server.address(), "state=\"" + state)
                        == 1);
    }

    private static void awaitFailures(GatewayProcess gateway, int more) {
        double before = gateway.metrics().sum("dirgate_discovery_total", "result=\"failed\"");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> gateway.metrics().sum("dirgate_discovery_total", "result=\"failed\"") >= before + more);
    }
}
