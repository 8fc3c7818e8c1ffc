package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that a new user tries first, as that user runs it. */
class DemoIT {
    private static final String LAUNCHER =
            Path.of("..", "bin", "dirgate").toAbsolutePath().normalize().toString();

    @TempDir
    Path folder;

    private Path temporary;

    @BeforeEach
    void makeTemporaryFolder() throws IOException {
        temporary = Files.createDirectory(folder.resolve("a folder"));
    }

    @Test
    @Needs(Needs.LDAPSEARCH)
    void everyPrintedLineWorksWhenPastedAndCtrlCLeavesNothing() {
        try (Daemon demo = start("--ldaps-port", "0", "--ldap-port", "0")) {
            await().atMost(Duration.ofMinutes(2)).until(() -> demo.log().contains("Ctrl-C ends the demo"));
            List<String> lines = demo.log()
                    .lines()
                    .filter(line -> line.startsWith("LDAPTLS_CACERT="))
                    .toList();

            assertThat(lines.stream().map(line -> paste(line).out()))
                    .satisfiesExactly(
                            alice -> assertThat(alice).contains("mail: alice@example.com", "memberOf: CN=Engineering"),
                            groups -> assertThat(groups).contains("cn: Jira Users", "cn: Operations"),
                            pages -> assertThat(pages).contains("bob@corp.example.com", "svc-jira@corp.example.com"),
                            rootDse -> assertThat(rootDse).contains("dnsHostName: dc1.corp.example.com"));

            demo.signal("INT");
            assertThat(demo.awaitExit(Duration.ofSeconds(20))).isZero();
            assertThat(temporary).isEmptyDirectory();
        }
    }

    @Test
    void aPortInUseIsOneClearLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Daemon demo = start("--ldap-port", "0", "--ldaps-port", Integer.toString(taken.getLocalPort()))) {
            assertThat(demo.awaitExit(Duration.ofMinutes(2))).isEqualTo(1);
            assertThat(demo.log().lines())
                    .singleElement()
                    .asString()
                    .startsWith("dirgate demo: ")
                    .contains("127.0.0.1:" + taken.getLocalPort());
            assertThat(temporary).isEmptyDirectory();
        }
    }

    @Test
    void aMissingTemporaryFolderIsOneClearLine() throws IOException {
        Files.delete(temporary);
        try (Daemon demo = start("--ldaps-port", "0", "--ldap-port", "0")) {
            assertThat(demo.awaitExit(Duration.ofMinutes(2))).isEqualTo(1);
            assertThat(demo.log().lines())
                    .singleElement()
                    .asString()
                    .isEqualTo("dirgate demo: cannot make a temporary folder in " + temporary
                            + ": there is no such folder; name another place in TMPDIR");
        }
    }

    @Test
    void badPortsAreBadUsage() {
        try (Daemon demo = start("--ldaps-port", "70000")) {
            assertThat(demo.awaitExit(Duration.ofMinutes(2))).isEqualTo(2);
            assertThat(demo.log()).startsWith("70000 is not a port");
        }
    }

    /** As from a terminal: a shell's background job, which the tests may be, hands SIGINT down as ignored. */
    private Daemon start(String... options) {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", LAUNCHER, "demo"));
        command.addAll(List.of(options));
        return Daemon.start(folder.resolve("demo.log"), Map.of("TMPDIR", temporary.toString()), command);
    }

    private static Ran paste(String line) {
        return Program.of("sh", "-c", line).run().mustSucceed();
    }
}
