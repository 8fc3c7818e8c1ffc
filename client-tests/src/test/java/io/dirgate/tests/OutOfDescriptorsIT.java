package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/** Clients that take all file descriptors that the process has for them. */
@ExtendWith(SharedServers.class)
class OutOfDescriptorsIT {
    private static final int DESCRIPTORS = 400;

    private final Loopback loopback;
    private final List<Wire> flood = new ArrayList<>();
    private ScriptedServer server;
    private GatewayProcess gateway;

    OutOfDescriptorsIT(Loopback loopback) {
        this.loopback = loopback;
    }

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        server = new ScriptedServer(
                loopback,
                (connection, request) -> connection.answer(request.getMessageID(), ScriptedServer.bindResult(0)));
        gateway = GatewayProcess.start(new GatewaySetup(folder, loopback)
                .server(server.endpoint())
                .directory("health: { interval: 500ms, timeout: 400ms }")
                .openFiles(DESCRIPTORS));
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
    void aHealthCheckIsAnsweredAndServersStayUp() throws IOException {
        for (int i = 0; i < 2 * DESCRIPTORS; i++) {
            Wire bound = Wire.open(gateway.plain());
            flood.add(bound);
            bindAsFarAsAnswered(bound);
        }
        double probes = probes();

        assertThat(gateway.status("/healthz")).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20)).until(() -> probes() > probes + 3);
        assertThat(gateway.status("/readyz")).isEqualTo(200);
    }

    @Test
    void aNewClientTakesThePlaceOfTheOldestThatSaysNothing() throws IOException {
        for (int i = 0; i < 2 * DESCRIPTORS; i++) {
            flood.add(Wire.tcp(gateway.plain()));
        }

        // While the flood still arrives, a new client may have to try again.
        await().atMost(Duration.ofSeconds(5)).until(this::isServed);
        assertThat(gateway.metrics().sum("dirgate_connections_refused_total", "madeRoom"))
                .isPositive();
    }

    private boolean isServed() {
        try (Wire client = Wire.open(gateway.plain())) {
            client.send(Messages.bind(1, Corp.ALICE_DN, Corp.PASSWORD));
            return client.read().getBindResponseProtocolOp().getResultCode() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The gateway closes the connection if it has no descriptor for it. */
    private static void bindAsFarAsAnswered(Wire wire) {
        try {
            wire.send(Messages.bind(1, Corp.ALICE_DN, Corp.PASSWORD));
            wire.read();
        } catch (IOException e) {
            // Reset: refused.
        }
    }

    private double probes() {
        return gateway.metrics().sum("dirgate_server_probe_seconds_count", "result=\"healthy\"");
    }
}
