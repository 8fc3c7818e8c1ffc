package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.protocol.LDAPMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask and never read. */
@ExtendWith(SharedServers.class)
class UnreadAnswersIT {
    private static final byte BIND = 0x60;
    private static final byte SEARCH = 0x63;
    private static final int CLIENTS = 300;

    private final Loopback loopback;
    private final List<Wire> flood = new ArrayList<>();
    private ScriptedServer server;
    private GatewayProcess gateway;

    UnreadAnswersIT(Loopback loopback) {
        this.loopback = loopback;
    }

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        byte[] large = Messages.encode(1, ScriptedServer.entry("CN=" + "x".repeat(8_000_000)));
        server = new ScriptedServer(loopback, (connection, request) -> {
            if (request.getProtocolOpType() == BIND) {
                connection.answer(request.getMessageID(), ScriptedServer.bindResult(0));
            } else if (request.getProtocolOpType() == SEARCH && request.getMessageID() == 1) {
                connection.send(large);
            } else if (request.getProtocolOpType() == SEARCH) {
                connection.answer(request.getMessageID(), ScriptedServer.searchResult(0));
            }
        });
        gateway = GatewayProcess.start(new GatewaySetup(folder, loopback)
                .server(server.endpoint())
                .section("limits: { unreadMemory: 8MiB }")
                .directory("health: { interval: 500ms, timeout: 400ms }"));
    }

    @AfterEach
    void stop() throws IOException {
        for (Wire wire : flood) {
            wire.close();
        }
        gateway.close();
        server.close();
    }

    @Test
    void clientsThatNeverReadLeaveMemoryForTheOthers() throws IOException {
        try (Wire good = Wire.open(gateway.ldaps())) {
            assertServed(good, 2);
            for (int i = 0; i < CLIENTS; i++) {
                Wire wire = Wire.open(i % 2 == 0 ? gateway.plain() : gateway.ldaps());
                flood.add(wire);
                wire.send(Messages.findEntry(1, 1));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> gateway.metrics().sum("dirgate_sessions_closed_total", "clientStuck") > 0);

            assertServed(good, 3);
            try (Wire other = Wire.open(gateway.ldaps())) {
                assertServed(other, 2);
            }
            assertThat(gateway.status("/readyz")).isEqualTo(200);
            assertThat(gateway.metrics().sum("dirgate_answers_unread_bytes")).isBetween(1e6, 8.0 * (1 << 20));
            assertThat(gateway.metrics().sum("dirgate_buffers_bytes", "inUse")).isLessThan(24.0 * (1 << 20));
            assertThat(gateway.log()).doesNotContain("no buffer memory left", "is down");
        }
    }

    private static void assertServed(Wire client, int id) throws IOException {
        client.send(Messages.findEntry(id, 1));
        LDAPMessage answer = client.read();
        assertThat(answer.getMessageID()).isEqualTo(id);
        assertThat(answer.getSearchResultDoneProtocolOp().getResultCode()).isZero();
    }
}
