package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's commands: what they print and how they end. */
@ExtendWith(SharedServers.class)
class CommandLineIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Loopback loopback;

    @TempDir
    Path folder;

    CommandLineIT(Loopback loopback) {
        this.loopback = loopback;
    }

    @Test
    @Needs({Needs.ROOT, Needs.SAMBA})
    void checkOfAGoodFileProbesEachServer(SambaDomain domain) {
        GatewaySetup setup = new GatewaySetup(folder, loopback)
                .server(domain.first().plain())
                .server(domain.second().plain());
        Ran ran = run("check", "--config", setup.write().toString());
        assertThat(ran.exitCode()).as(ran.toString()).isZero();
        assertThat(ran.out()).contains(domain.first().address(), domain.second().address());
    }

    @Test
    void checkNamesTheServerThatDoesNotAnswer() {
        Ran ran = run("check", "--config", withUnreachableServer().write().toString());
        assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(1);
        assertThat(ran.out() + ran.err()).contains("127.0.0.1:9");
    }

    @Test
    void configurationErrorNamesPathAndValue() {
        GatewaySetup setup = withUnreachableServer().section("limits: { connections: many }");
        for (String command : new String[] {"check", "run"}) {
            Ran ran = run(command, "--config", setup.write().toString());
            assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(2);
            assertThat(ran.out() + ran.err())
                    .contains("limits.connections", "many")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void missingFileIsSaidShortly() {
        Ran ran = run("run", "--config", folder.resolve("nothing.yaml").toString());
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat((ran.out() + ran.err()).lines())
                .hasSizeLessThanOrEqualTo(2)
                .first()
                .asString()
                .contains("nothing.yaml");
    }

    @Test
    void portInUseIsSaidInOneLine() throws IOException {
        GatewaySetup setup = withUnreachableServer();
        try (ServerSocket taken =
                new ServerSocket(GatewaySetup.LDAPS_PORT, 1, InetAddress.getByName(setup.address()))) {
            Ran ran = run("run", "--config", setup.write().toString());
            assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(1);
            assertThat(ran.out() + ran.err())
                    .contains(setup.address() + ":" + taken.getLocalPort())
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void portZeroIsReportedAsThePortTaken() {
        Path configuration = Folders.write(folder.resolve("zero.yaml"), """
                listeners:
                  - { name: any, address: "127.0.0.1:0" }
                directory: { servers: ["127.0.0.1:9"] }
                admin: { address: "127.0.0.1:0" }
                """);
        Daemon gateway = Daemon.start(
                folder.resolve("zero.out"),
                Map.of(),
                GatewayProcess.command(List.of(), "run", "--config", configuration.toString()));
        try {
            Pattern listening = Pattern.compile("listening.*address=\"?127\\.0\\.0\\.1:(\\d+)");
            await().atMost(LIMIT)
                    .until(() -> gateway.log()
                                    .lines()
                                    .map(listening::matcher)
                                    .filter(Matcher::find)
                                    .filter(found -> !found.group(1).equals("0"))
                                    .count()
                            == 2);
        } finally {
            gateway.close();
        }
    }

    private GatewaySetup withUnreachableServer() {
        return new GatewaySetup(folder, loopback)
                .server(new Endpoint("127.0.0.1", 9, Endpoint.Security.PLAIN, Path.of("/dev/null")));
    }

    private static Ran run(String... arguments) {
        List<String> command = GatewayProcess.command(List.of(), arguments);
        return Program.of(command.get(0), command.subList(1, command.size()).toArray(String[]::new))
                .run();
    }
}
