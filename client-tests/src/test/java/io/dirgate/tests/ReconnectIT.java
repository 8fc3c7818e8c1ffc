package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.protocol.LDAPMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A client that reconnects by itself finds through the gateway what it finds without one. */
@Needs(Needs.PYTHON_LDAP)
@ExtendWith(SharedServers.class)
class ReconnectIT {
    private static final byte BIND = 0x60;

    private final Loopback loopback;

    @TempDir
    Path folder;

    ReconnectIT(Loopback loopback) {
        this.loopback = loopback;
    }

    @Test
    void pythonLdapGoesOnAfterItsConnectionWasIdle() throws IOException {
        try (ScriptedServer server = new ScriptedServer(loopback, ReconnectIT::answer);
                GatewayProcess gateway = GatewayProcess.start(new GatewaySetup(folder, loopback)
                        .server(server.endpoint())
                        .section("limits: { idleTimeout: 1s }"));
                PythonClient client = new PythonClient(gateway.ldaps())) {
            assertThat(client.make("bind")).isEqualTo("bound");
            await().untilAsserted(() -> assertThat(gateway.log()).contains("reason=\"idle\""));
            assertThat(client.make("search")).isEqualTo("found 1");
        }
    }

    @Test
    void pythonLdapGoesOnAfterTheGatewayWasRestarted() throws IOException {
        try (ScriptedServer server = new ScriptedServer(loopback, ReconnectIT::answer)) {
            GatewaySetup setup =
                    new GatewaySetup(folder, loopback).server(server.endpoint()).section("shutdown: { delay: 0s }");
            try (GatewayProcess first = GatewayProcess.start(setup);
                    PythonClient client = new PythonClient(first.ldaps())) {
                assertThat(client.make("bind")).isEqualTo("bound");
                first.process().signal("TERM");
                assertThat(first.process().awaitExit(Duration.ofSeconds(15))).isZero();
                try (GatewayProcess second = GatewayProcess.start(setup)) {
                    assertThat(client.make("search")).isEqualTo("found 1");
                    assertThat(second.process().alive()).isTrue();
                }
            }
        }
    }

    @Test
    void pythonLdapGoesOnAfterTheOnlyServerWasRestarted() throws IOException {
        ScriptedServer server = new ScriptedServer(loopback, ReconnectIT::answer);
        try (GatewayProcess gateway =
                        GatewayProcess.start(new GatewaySetup(folder, loopback).server(server.endpoint()));
                PythonClient client = new PythonClient(gateway.ldaps())) {
            assertThat(client.make("bind")).isEqualTo("bound");
            server.close();
            await().untilAsserted(() -> assertThat(gateway.log()).contains("reason=\"noDirectory\""));
            assertThat(client.make("search")).isEqualTo("UNAVAILABLE");
            server = new ScriptedServer(server.endpoint(), ReconnectIT::answer);
            assertThat(client.make("search")).isEqualTo("found 1");
        } finally {
            server.close();
        }
    }

    private static void answer(ScriptedServer.Connection connection, LDAPMessage request) throws IOException {
        int id = request.getMessageID();
        if (request.getProtocolOpType() == BIND) {
            connection.answer(id, ScriptedServer.bindResult(0));
        } else {
            connection.answer(id, ScriptedServer.entry("CN=a,DC=x"));
            connection.answer(id, ScriptedServer.searchResult(0));
        }
    }

    /** {@code clients/reconnect.py}, which makes one step after the other. */
    private static final class PythonClient implements AutoCloseable {
        private final Process process;
        private final Writer steps;
        private final BufferedReader outcomes;

        PythonClient(Endpoint endpoint) throws IOException {
            String script = Path.of("src/test/resources/clients/reconnect.py")
                    .toAbsolutePath()
                    .toString();
            process = new ProcessBuilder(
                            Tools.PYTHON,
                            script,
                            endpoint.uri(),
                            endpoint.ca().toString(),
                            Corp.ALICE_UPN,
                            Corp.PASSWORD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            steps = process.outputWriter(StandardCharsets.UTF_8);
            outcomes = process.inputReader(StandardCharsets.UTF_8);
        }

        String make(String step) throws IOException {
            steps.write(step + "\n");
            steps.flush();
            return outcomes.readLine();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
