package io.dirgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SdNotifyTest {
    @TempDir
    Path folder;

    @Test
    void readyIsOneDatagramWithTheFirstLineOfTheStatus() throws Exception {
        try (NotifySocket manager = NotifySocket.at(path())) {
            new SdNotify(path(), true).ready("2 of 2 servers are well\nand more");

            assertThat(manager.next()).isEqualTo("READY=1\nSTATUS=2 of 2 servers are well");
        }
    }

    @Test
    void stoppingAsksForTheTimeThatDrainingTakes() throws Exception {
        try (NotifySocket manager = NotifySocket.at(path())) {
            new SdNotify(path(), true).stopping(Duration.ofSeconds(30));

            assertThat(manager.next()).isEqualTo("STOPPING=1\nEXTEND_TIMEOUT_USEC=30000000");
        }
    }

    @Test
    void reloadingBearsTheMonotonicTimeAndReadyEndsIt() throws Exception {
        try (NotifySocket manager = NotifySocket.at(path())) {
            SdNotify notify = new SdNotify(path(), true);
            notify.reloading();
            notify.ready("reloaded");

            assertThat(manager.next()).matches("RELOADING=1\nMONOTONIC_USEC=[0-9]+");
            assertThat(manager.next()).startsWith("READY=1\n");
        }
    }

    @Test
    void aServiceManagerThatWasGoneIsReachedAgain() throws Exception {
        SdNotify notify = new SdNotify(path(), true);
        try (NotifySocket manager = NotifySocket.at(path())) {
            notify.ready("first");
            assertThat(manager.next()).startsWith("READY=1");
        }
        Files.delete(Path.of(path()));
        notify.alive();
        try (NotifySocket manager = NotifySocket.at(path())) {
            notify.alive();

            assertThat(manager.next()).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void abstractSocketsAreReached() throws Exception {
        String name = "dirgate-test-" + UUID.randomUUID();
        try (NotifySocket manager = NotifySocket.at("\0" + name)) {
            new SdNotify("@" + name, true).ready("served");

            assertThat(manager.next()).isEqualTo("READY=1\nSTATUS=served");
        }
    }

    @Test
    void withoutEpollTheCommandSpeaks() throws Exception {
        boolean installed = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "systemd-notify")));
        if (!installed && Boolean.parseBoolean(System.getenv("CI"))) {
            throw new AssertionError("systemd-notify is not installed, which CI must have");
        }
        assumeTrue(installed, "systemd-notify is not installed");
        try (NotifySocket manager = NotifySocket.at(path())) {
            new SdNotify(path(), false).stopping(Duration.ofSeconds(1));

            assertThat(manager.next()).contains("STOPPING=1", "EXTEND_TIMEOUT_USEC=1000000");
        }
    }

    @Test
    void anAbsentServiceManagerIsNoReasonToFail() {
        assertThatCode(() -> new SdNotify(path(), true).ready("nobody listens")).doesNotThrowAnyException();
        assertThatCode(() -> new SdNotify(null, true).ready("nobody asked")).doesNotThrowAnyException();
    }

    private String path() {
        return folder.resolve("notify").toString();
    }
}
