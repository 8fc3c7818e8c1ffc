package io.dirgate.proxy;

import io.dirgate.proxy.admin.Readiness;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Updates the line that {@code systemctl status} shows, whenever it changes. */
final class StatusLine {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final SdNotify serviceManager;
    private final Supplier<Readiness.Answer> readiness;
    private final Supplier<List<String>> faults;
    private String sent = "";

    /**
     * @param readiness whether clients are served, and the reason if not
     * @param faults faults of the process itself; empty if there are none
     */
    StatusLine(SdNotify serviceManager, Supplier<Readiness.Answer> readiness, Supplier<List<String>> faults) {
        this.serviceManager = serviceManager;
        this.readiness = readiness;
        this.faults = faults;
    }

    /** Returns the line for a message that the caller sends, and records it as sent. */
    synchronized String taken() {
        sent = now();
        return sent;
    }

    private String now() {
        List<String> found = faults.get();
        if (!found.isEmpty()) {
            return "not alive: " + String.join("; ", found);
        }
        Readiness.Answer answer = readiness.get();
        return (answer.ready() ? "serving: " : "not serving: ") + answer.explanation();
    }

    /** Starts on its own thread. Runs until the result is closed or the process ends. */
    Closeable start() {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(run -> {
            Thread daemon = new Thread(run, "status-line");
            daemon.setDaemon(true);
            return daemon;
        });
        long pause = BETWEEN_LOOKS.toNanos();
        thread.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.NANOSECONDS);
        return thread::shutdownNow;
    }

    /** Sends the line if it has changed. */
    synchronized void look() {
        String line = now();
        if (!line.equals(sent)) {
            sent = line;
            serviceManager.status(line);
        }
    }
}
