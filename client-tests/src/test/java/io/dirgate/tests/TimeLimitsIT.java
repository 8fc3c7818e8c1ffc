package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.protocol.LDAPMessage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A client that keeps a connection without using it loses it; one that waits for an answer does not. */
@ExtendWith(SharedServers.class)
class TimeLimitsIT {
    private static final byte BIND = 0x60;
    private static final byte SEARCH = 0x63;

    private final Loopback loopback;
    private ScriptedServer server;
    private GatewayProcess gateway;

    TimeLimitsIT(Loopback loopback) {
        this.loopback = loopback;
    }

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        server = new ScriptedServer(loopback, (connection, request) -> {
            if (request.getProtocolOpType() == BIND) {
                connection.answer(request.getMessageID(), ScriptedServer.bindResult(0));
            } else if (request.getProtocolOpType() == SEARCH
                    && request.getSearchRequestProtocolOp().getSizeLimit() == 0) {
                connection.answer(request.getMessageID(), ScriptedServer.searchResult(0));
            }
        });
        gateway = GatewayProcess.start(new GatewaySetup(folder, loopback)
                .server(server.endpoint())
                .section("limits: { idleTimeout: 4s, firstRequestTimeout: 3s, handshakeTimeout: 1s }"));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        server.close();
    }

    @Test
    void idleClientIsDisconnectedWhileOneThatWaitsForAnAnswerIsNot() throws IOException {
        try (Wire waiting = Wire.open(gateway.plain())) {
            waiting.send(Messages.neverAnswered(1));
            Wire idle = Wire.open(gateway.ldaps());
            idle.send(Messages.bind(1, Corp.ALICE_DN, Corp.PASSWORD));
            idle.read();

            assertThat(idle.readOrEnd()).isNull();
            await().untilAsserted(() -> assertThat(gateway.log()).contains("reason=\"idle\""));
            idle.close();

            waiting.send(Messages.findEntry(2, 1));
            LDAPMessage answer = waiting.read();
            assertThat(answer.getMessageID()).isEqualTo(2);
        }
    }

    @Test
    void clientThatAsksNothingIsDisconnected() throws IOException {
        try (Wire silent = Wire.open(gateway.plain())) {
            assertThat(silent.readOrEnd()).isNull();
            assertThat(gateway.metrics().sum("dirgate_connections_refused_total", "silent"))
                    .isEqualTo(1);
        }
    }

    @Test
    void handshakeThatIsNotFinishedIsEnded() throws IOException {
        try (Wire started = Wire.tcp(gateway.ldaps())) {
            started.sendHex("16 03 01 02 00 01 00 01 fc 03 03");
            assertThat(started.ends()).isTrue();
            await().untilAsserted(() -> assertThat(gateway.log()).contains("reason=\"tlsFailed\""));
        }
    }
}
