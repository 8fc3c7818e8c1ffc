package io.dirgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {
    @TempDir
    Path folder;

    private List<String> faults = List.of();

    @Test
    void signsOfLifeStopAndTheReasonIsToldWhileTheProcessHasAFault() throws Exception {
        String path = folder.resolve("notify").toString();
        try (NotifySocket manager = NotifySocket.at(path)) {
            Watchdog watchdog = new Watchdog(new SdNotify(path, true), () -> faults);

            watchdog.beat();
            faults = List.of("listener ldaps is closed");
            watchdog.beat();
            faults = List.of();
            watchdog.beat();

            assertThat(manager.next()).isEqualTo("WATCHDOG=1");
            assertThat(manager.next()).isEqualTo("STATUS=not alive: listener ldaps is closed");
            assertThat(manager.next()).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void beatsTwiceInAnInterval() throws Exception {
        String path = folder.resolve("notify").toString();
        try (NotifySocket manager = NotifySocket.at(path);
                Closeable running = new Watchdog(new SdNotify(path, true), List::of).start(Duration.ofMillis(20))) {
            assertThat(running).isNotNull();
            assertThat(manager.next()).isEqualTo("WATCHDOG=1");
            assertThat(manager.next()).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void onlyTheProcessThatWasAskedBeats() {
        assertThat(Watchdog.interval(Map.of("WATCHDOG_USEC", "60000000"), 7)).isEqualTo(Duration.ofMinutes(1));
        assertThat(Watchdog.interval(Map.of("WATCHDOG_USEC", "60000000", "WATCHDOG_PID", "7"), 7))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(Watchdog.interval(Map.of("WATCHDOG_USEC", "60000000", "WATCHDOG_PID", "8"), 7))
                .isNull();
        assertThat(Watchdog.interval(Map.of(), 7)).isNull();
        assertThat(Watchdog.interval(Map.of("WATCHDOG_USEC", "nonsense"), 7)).isNull();
    }
}
