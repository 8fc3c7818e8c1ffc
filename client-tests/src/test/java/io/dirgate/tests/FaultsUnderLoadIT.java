package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.sdk.LDAPConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two domain controllers, one of which fails while clients work: no client loses its connection, none gets a wrong or a doubled
 * answer, and no more operations are refused than were in flight.
 */
@Needs({Needs.ROOT, Needs.SAMBA})
@ExtendWith(SharedServers.class)
class FaultsUnderLoadIT {
    private static final int SEARCHING = 8;
    private static final int IN_FLIGHT = SEARCHING + PipeliningClient.WINDOW;
    /** Detecting that a server hangs takes two probes of a second at half a second's interval, and some load. */
    private static final Duration LONGEST_STALL = Duration.ofSeconds(15);

    private final SambaController first;
    private final SambaController second;
    private final Loopback loopback;

    @TempDir
    Path folder;

    FaultsUnderLoadIT(SambaDomain domain, Loopback loopback) {
        first = domain.first();
        second = domain.second();
        this.loopback = loopback;
    }

    @AfterEach
    void restore() {
        first.thaw();
        first.start();
    }

    @Test
    void withoutAGatewayEachClientIsDropped() {
        try (Load load = load(first.ldaps(), first.startTls())) {
            load.awaitRounds(30);
            first.kill();
            load.awaitRounds(1);
            Tally tally = load.stop();
            assertThat(tally.dropped).hasSize(SEARCHING + 1);
            assertThat(tally.wrong).isEmpty();
        }
    }

    @Test
    void killedServer() {
        try (GatewayProcess gateway = GatewayProcess.start(twoServers());
                Load load = load(gateway)) {
            load.awaitRounds(30);
            first.kill();
            load.awaitRounds(30);
            first.start();
            awaitServersUp(gateway, 2);
            load.awaitRounds(30);
            assertUnharmed(load.stop());
        }
    }

    @Test
    void frozenServer() {
        try (GatewayProcess gateway = GatewayProcess.start(twoServers());
                Load load = load(gateway)) {
            load.awaitRounds(30);
            first.freeze();
            load.awaitRounds(30);
            first.thaw();
            awaitServersUp(gateway, 2);
            load.awaitRounds(30);
            assertUnharmed(load.stop());
        }
    }

    @Test
    @Needs(Needs.NFT)
    void serverCutOff() {
        try (GatewayProcess gateway = GatewayProcess.start(twoServers());
                Load load = load(gateway)) {
            load.awaitRounds(30);
            try (NetworkCut cut = new NetworkCut(first.address())) {
                load.awaitRounds(30);
            }
            awaitServersUp(gateway, 2);
            load.awaitRounds(30);
            assertUnharmed(load.stop());
        }
    }

    @Test
    void serverThatHalfCloses() {
        try (TcpRelay relay = new TcpRelay(first.plain(), loopback);
                GatewayProcess gateway = GatewayProcess.start(servers(relay.endpoint(), second.plain()));
                Load load = load(gateway)) {
            load.awaitRounds(30);
            assertThat(relay.connections()).isPositive();
            relay.halfCloseServerSide();
            load.awaitRounds(30);
            assertUnharmed(load.stop());
        }
    }

    @Test
    void slowServerIsNoLostServer() {
        try (TcpRelay relay = new TcpRelay(first.plain(), loopback);
                GatewayProcess gateway = GatewayProcess.start(servers(relay.endpoint(), second.plain()));
                Load load = load(gateway)) {
            load.awaitRounds(30);
            relay.delayAnswers(Duration.ofMillis(200));
            load.awaitRounds(10);
            Tally tally = load.stop();
            assertUnharmed(tally);
            assertThat(tally.unavailable).hasValue(0);
            assertThat(gateway.metrics().sum("dirgate_failovers_total")).isZero();
        }
    }

    @Test
    void writesAreNeverTriedTwice() throws Exception {
        Queue<String> refused = AddingClient.noneRefused();
        try (GatewayProcess gateway = GatewayProcess.start(twoServers());
                Load load = new Load(4, number -> new AddingClient(gateway.ldaps(), "added-" + number, refused))) {
            load.awaitRounds(20);
            first.kill();
            load.awaitRounds(20);
            Tally tally = load.stop();
            assertThat(tally.dropped).isEmpty();
            assertThat(tally.wrong).isEmpty();
            assertThat(tally.unavailable.get()).isLessThanOrEqualTo(4);
            try (LDAPConnection survivor =
                    UnboundId.bound(second.ldaps(), Corp.ADMINISTRATOR, Corp.ADMINISTRATOR_PASSWORD)) {
                for (String dn : refused) {
                    assertThat(survivor.getEntry(dn))
                            .as("refused with 52: %s", dn)
                            .isNull();
                }
            }
        }
    }

    @Test
    void clientsAreDisconnectedWhenAllServersAreLostAndServedWhenOneIsBack() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(quickToNotice().server(first.plain()));
                Load load = load(gateway)) {
            load.awaitRounds(10);
            first.kill();
            await().atMost(Duration.ofSeconds(20)).until(() -> gateway.status("/readyz") == 503);
            try (Wire wire = Wire.open(gateway.ldaps())) {
                wire.send(Messages.bind(1, Corp.ALICE_UPN, Corp.PASSWORD));
                assertThat(wire.read().getBindResponseProtocolOp().getResultCode())
                        .isEqualTo(52);
            }
            first.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> gateway.status("/readyz") == 200);
            Tally before = load.stop();
            assertThat(before.wrong).isEmpty();
            assertThat(before.dropped).hasSize(SEARCHING + 1);
            try (Load after = load(gateway)) {
                after.awaitRounds(10);
                Tally tally = after.stop();
                assertThat(tally.wrong).isEmpty();
                assertThat(tally.dropped).isEmpty();
            }
        }
    }

    private GatewaySetup twoServers() {
        return servers(first.plain(), second.plain());
    }

    private GatewaySetup servers(Endpoint one, Endpoint other) {
        return quickToNotice().server(one).server(other);
    }

    private GatewaySetup quickToNotice() {
        return new GatewaySetup(folder, loopback)
                .directory("health: { interval: 500ms, timeout: 1s, fall: 2, rise: 1, maxBackoff: 1s, slowStart: 0s }")
                // All clients have one address, and some are to be at each server.
                .directory("affinity: none")
                .section("upstream: { connectTimeout: 1s }");
    }

    private static Load load(GatewayProcess gateway) {
        return load(gateway.ldaps(), gateway.startTls());
    }

    private static Load load(Endpoint even, Endpoint odd) {
        return new Load(SEARCHING + 1, number -> {
            Endpoint endpoint = number % 2 == 0 ? even : odd;
            return number < SEARCHING ? new SearchingClient(endpoint) : new PipeliningClient(endpoint);
        });
    }

    private static void awaitServersUp(GatewayProcess gateway, int servers) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> gateway.metrics().sum("dirgate_server_state", "state=\"up\"") == servers);
    }

    private static void assertUnharmed(Tally tally) {
        assertThat(tally.dropped).as("dropped connections; %s", tally).isEmpty();
        assertThat(tally.wrong).as("wrong answers; %s", tally).isEmpty();
        assertThat(tally.unavailable.get()).as("%s", tally).isLessThanOrEqualTo(IN_FLIGHT);
        assertThat(tally.longest()).as("%s", tally).isLessThan(LONGEST_STALL);
    }
}
