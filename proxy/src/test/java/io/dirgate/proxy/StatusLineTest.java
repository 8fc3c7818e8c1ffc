package io.dirgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.admin.Readiness;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusLineTest {
    @TempDir
    Path folder;

    private volatile Readiness.Answer readiness = new Readiness.Answer(true, "dc1:389 up");
    private volatile List<String> faults = List.of();

    private StatusLine at(String path) {
        return new StatusLine(new SdNotify(path, true), () -> readiness, () -> faults);
    }

    @Test
    void eachChangeIsSentOnce() throws Exception {
        String path = folder.resolve("notify").toString();
        try (NotifySocket manager = NotifySocket.at(path)) {
            StatusLine status = at(path);
            status.look();
            status.look();
            readiness = new Readiness.Answer(false, "dc1:389 down (connection refused)");
            status.look();
            faults = List.of("listener ldaps is closed");
            status.look();
            faults = List.of();
            status.look();

            assertThat(manager.next()).isEqualTo("STATUS=serving: dc1:389 up");
            assertThat(manager.next()).isEqualTo("STATUS=not serving: dc1:389 down (connection refused)");
            assertThat(manager.next()).isEqualTo("STATUS=not alive: listener ldaps is closed");
            assertThat(manager.next()).isEqualTo("STATUS=not serving: dc1:389 down (connection refused)");
        }
    }

    @Test
    void aChangeIsNoticedWhileTheGatewayRuns() throws Exception {
        String path = folder.resolve("notify").toString();
        try (NotifySocket manager = NotifySocket.at(path);
                Closeable running = at(path).start()) {
            assertThat(running).isNotNull();
            readiness = new Readiness.Answer(false, "dc1:389 down (connection refused)");

            assertThat(manager.next()).isEqualTo("STATUS=not serving: dc1:389 down (connection refused)");
        }
    }

    @Test
    void aChangeBetweenTheFirstLineAndTheFirstLookIsSent() throws Exception {
        String path = folder.resolve("notify").toString();
        try (NotifySocket manager = NotifySocket.at(path)) {
            StatusLine status = at(path);
            assertThat(status.taken()).isEqualTo("serving: dc1:389 up");
            readiness = new Readiness.Answer(false, "dc1:389 down (connection refused)");
            try (Closeable running = status.start()) {
                assertThat(running).isNotNull();
                assertThat(manager.next()).isEqualTo("STATUS=not serving: dc1:389 down (connection refused)");
            }
        }
    }
}
