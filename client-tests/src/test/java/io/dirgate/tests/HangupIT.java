package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What SIGHUP changes while clients are connected, and what it does not. */
@ExtendWith(SharedServers.class)
class HangupIT {
    private final SambaDomain domain;
    private final Loopback loopback;

    @TempDir
    Path folder;

    HangupIT(SambaDomain domain, Loopback loopback) {
        this.domain = domain;
        this.loopback = loopback;
    }

    @Test
    void listedServersAreFollowedAndABadFileIsRefusedWhileASessionLivesOn() throws Exception {
        ScriptedServer.Script answers =
                (connection, request) -> connection.answer(request.getMessageID(), ScriptedServer.searchResult(0));
        try (ScriptedServer one = new ScriptedServer(loopback, answers);
                ScriptedServer other = new ScriptedServer(loopback, answers)) {
            GatewaySetup setup = new GatewaySetup(folder, loopback).server(one.endpoint());
            try (GatewayProcess gateway = GatewayProcess.start(setup);
                    Wire wire = Wire.open(gateway.ldaps())) {
                assertServed(wire, 1);

                setup.server(other.endpoint())
                        .section("limits: { connections: 77 }")
                        .write();
                gateway.process().signal("HUP");
                await().untilAsserted(() -> assertThat(gateway.metrics()
                                .sum("dirgate_server_state", other.endpoint().host()))
                        .isEqualTo(1));
                await().untilAsserted(() -> assertThat(gateway.log())
                        .contains("configuration reloaded changed=\"[directory.servers, limits.connections]\""));
                assertThat(gateway.metrics().sum("dirgate_connections_limit")).isEqualTo(77);

                setup.section("nonsense: 1").write();
                gateway.process().signal("HUP");
                await().untilAsserted(() -> assertThat(gateway.log()).contains("configuration refused", "nonsense"));
                assertServed(wire, 2);
            }
        }
    }

    @Test
    void nobodyNoticesUnderLoad() throws Exception {
        GatewaySetup setup =
                new GatewaySetup(folder, loopback).server(domain.first().plain());
        try (GatewayProcess gateway = GatewayProcess.start(setup);
                Load load = new Load(4, number -> new SearchingClient(gateway.ldaps()))) {
            List<Runnable> changes = List.of(
                    () -> setup.section("limits: { connections: 77, operationsInFlight: 7 }"),
                    () -> setup.section("upstream: { recycle: false, operationTimeout: 60s }"),
                    () -> setup.server(domain.second().plain()),
                    setup::renewCertificate);
            for (int i = 1; i <= changes.size(); i++) {
                int reloads = i;
                load.awaitRounds(10);
                changes.get(i - 1).run();
                setup.write();
                gateway.process().signal("HUP");
                await().until(() -> gateway.log().split("configuration reloaded", -1).length > reloads);
            }
            load.awaitRounds(10);
            Tally tally = load.stop();
            assertThat(tally.dropped).isEmpty();
            assertThat(tally.wrong).isEmpty();
            assertThat(tally.unavailable).hasValue(0);
        }
    }

    @Test
    void aGatewayThatWillNeverHearOfItSaysSoAtItsStart() throws Exception {
        GatewaySetup setup =
                new GatewaySetup(folder, loopback).directory("servers: [\"" + loopback.claim(389) + ":389\"]");
        List<String> command = new ArrayList<>(List.of("env", "--ignore-signal=HUP"));
        command.addAll(GatewayProcess.command(
                List.of(), "run", "--config", setup.write().toString()));
        try (Daemon gateway = Daemon.start(folder.resolve("gateway.out"), Map.of(), command)) {
            await().untilAsserted(() -> assertThat(gateway.log())
                    .contains("SIGHUP was ignored when the gateway was started", "needs a restart"));
            gateway.signal("HUP");
            // It would drain before it ended.
            await().during(Duration.ofSeconds(2)).until(gateway::alive);
        }
    }

    private static void assertServed(Wire wire, int id) throws Exception {
        wire.send(Messages.findEntry(id, 1));
        assertThat(wire.read().getMessageID()).isEqualTo(id);
    }
}
