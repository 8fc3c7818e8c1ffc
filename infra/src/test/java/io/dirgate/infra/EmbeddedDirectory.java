package io.dirgate.infra;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;

/** A directory server in a scratch machine: the one of {@code dirgate demo}, whose own gateway stays out of the way. */
final class EmbeddedDirectory {
    private static final Pattern ADDRESS =
            Pattern.compile("^LISTEN\\s+\\S+\\s+\\S+\\s+\\S*:(\\d+)\\s", Pattern.MULTILINE);

    private EmbeddedDirectory() {}

    /**
     * Starts it and returns its port.
     *
     * @param dirgate the launcher there
     */
    static int start(ScratchMachine machine, String dirgate) throws IOException, InterruptedException {
        // The demo leaves an admin port alone that is taken, and the gateway under test wants it.
        machine.shell("systemd-run --quiet --unit=occupied systemd-socket-activate -l 8389 /bin/cat");
        await().atMost(Duration.ofSeconds(10)).until(() -> listening(machine).length > 0);
        machine.shell("systemd-run --quiet --unit=directory " + dirgate + " demo --ldaps-port 1636 --ldap-port 1389");
        // Said last, when all is open: two given ports, an admin port, and the directory's own.
        String log = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> machine.run("journalctl", "--no-pager", "-u", "directory"),
                        said -> said.contains("Ctrl-C"));
        machine.run("systemctl", "stop", "occupied");
        return Arrays.stream(listening(machine))
                .filter(port ->
                        port > 1024 && port != 1636 && port != 1389 && port != 8389 && !log.contains(":" + port + "/"))
                .findFirst()
                .orElseThrow();
    }

    private static int[] listening(ScratchMachine machine) throws IOException, InterruptedException {
        return ADDRESS.matcher(machine.run("ss", "-ltnH"))
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .distinct()
                .toArray();
    }
}
