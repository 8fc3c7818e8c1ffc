package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM: what is in flight ends, idle clients are disconnected, new ones find nobody, and the process ends with 0. */
@Needs({Needs.ROOT, Needs.SAMBA})
@ExtendWith(SharedServers.class)
class DrainIT {
    private static final Duration EXIT = Duration.ofSeconds(15);

    private final SambaController controller;
    private final Loopback loopback;

    @TempDir
    Path folder;

    DrainIT(SambaDomain domain, Loopback loopback) {
        controller = domain.first();
        this.loopback = loopback;
    }

    @Test
    void idleClientIsDisconnectedQuietly() throws Exception {
        try (GatewayProcess gateway = start(controller.plain());
                Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(Messages.rootDse(1));
            wire.read();
            wire.read();
            gateway.process().signal("TERM");
            assertThat(wire.readOrEnd()).isNull();
            assertThat(gateway.process().awaitExit(EXIT)).isZero();
        }
    }

    @Test
    void clientsAreServedWhileBalancersTurnAway() throws Exception {
        try (GatewayProcess gateway = start(controller.plain(), "shutdown: { delay: 2s, timeout: 5s }")) {
            gateway.process().signal("TERM");
            await().until(() -> gateway.status("/readyz") == 503);
            try (LDAPConnection late = UnboundId.bound(gateway.ldaps(), Corp.ALICE_UPN, Corp.PASSWORD)) {
                assertThat(late.getRootDSE()).isNotNull();
            }
            assertThat(gateway.process().awaitExit(EXIT)).isZero();
        }
    }

    @Test
    void operationInFlightGetsItsAnswer() throws Exception {
        try (TcpRelay relay = new TcpRelay(controller.plain(), loopback);
                GatewayProcess gateway = start(relay.endpoint());
                Wire wire = Wire.open(gateway.startTls())) {
            wire.send(Messages.bind(1, Corp.ALICE_UPN, Corp.PASSWORD));
            wire.read();
            relay.delayAnswers(Duration.ofSeconds(2));
            sendSearch(wire, relay);
            gateway.process().signal("TERM");
            assertThat(wire.read().getSearchResultEntryProtocolOp().getDN()).contains(Corp.entryName(7));
            assertThat(wire.read().getSearchResultDoneProtocolOp().getResultCode())
                    .isZero();
            assertThat(wire.readOrEnd()).isNull();
            assertThat(gateway.process().awaitExit(EXIT)).isZero();
        }
    }

    @Test
    void clientsUnderLoadLoseNothingButTheirConnections() {
        try (GatewayProcess gateway = start(controller.plain());
                Load load = new Load(8, number -> new SearchingClient(gateway.ldaps()))) {
            load.awaitRounds(30);
            gateway.process().signal("TERM");
            assertThat(gateway.process().awaitExit(EXIT)).isZero();
            Tally tally = load.stop();
            assertThat(tally.wrong).isEmpty();
            assertThat(tally.dropped).hasSize(8);
            assertThatThrownBy(() -> Wire.tcp(gateway.ldaps())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void timeLimitEndsWhatDoesNotEnd() throws Exception {
        try (TcpRelay relay = new TcpRelay(controller.plain(), loopback);
                GatewayProcess gateway = start(relay.endpoint());
                Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(Messages.bind(1, Corp.ALICE_UPN, Corp.PASSWORD));
            wire.read();
            relay.delayAnswers(Duration.ofMinutes(1));
            sendSearch(wire, relay);
            gateway.process().signal("TERM");
            assertThat(gateway.process().awaitExit(EXIT)).isZero();
        }
    }

    /** Sends a search, and waits until it has left the gateway: so large that no health probe could be taken for it. */
    private static void sendSearch(Wire wire, TcpRelay relay) throws IOException {
        long before = relay.requestBytes();
        String ballast = "x".repeat(50_000);
        Filter filter = Filter.createEqualityFilter("cn", Corp.entryName(7));
        wire.send(Messages.search(2, Corp.MANY, SearchScope.ONE, filter, "description", ballast));
        await().until(() -> relay.requestBytes() > before + ballast.length());
    }

    private GatewayProcess start(Endpoint server) {
        return start(server, "shutdown: { delay: 0s, timeout: 5s }");
    }

    private GatewayProcess start(Endpoint server, String shutdown) {
        return GatewayProcess.start(
                new GatewaySetup(folder, loopback).server(server).section(shutdown));
    }
}
