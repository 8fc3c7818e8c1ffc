package io.dirgate.proxy;

import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends keep-alive messages to the service manager, twice per {@code WATCHDOG_USEC}. While an event loop is blocked or
 * a listener is closed, it reports the fault instead, and the service manager restarts the process.
 */
final class Watchdog {
    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

    private final SdNotify serviceManager;
    private final Supplier<List<String>> faults;

    /** @param faults faults of the process itself; empty if there are none */
    Watchdog(SdNotify serviceManager, Supplier<List<String>> faults) {
        this.serviceManager = serviceManager;
        this.faults = faults;
    }

    /** The service manager's interval; null if it does not watch this process. */
    static @Nullable Duration interval(Map<String, String> environment, long pid) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String asked = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
        return micros.matches("[1-9][0-9]{0,17}") && asked.equals(Long.toString(pid))
                ? Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(Long.parseLong(micros)))
                : null;
    }

    /** Starts on its own thread. Runs until the result is closed or the process ends. */
    Closeable start(Duration interval) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(run -> {
            Thread daemon = new Thread(run, "watchdog");
            daemon.setDaemon(true);
            return daemon;
        });
        long half = interval.toNanos() / 2;
        thread.scheduleAtFixedRate(this::beat, half, half, TimeUnit.NANOSECONDS);
        return thread::shutdownNow;
    }

    /** Sends one keep-alive message or the reason for its absence. */
    void beat() {
        List<String> found = faults.get();
        if (found.isEmpty()) {
            serviceManager.alive();
        } else {
            String reason = String.join("; ", found);
            serviceManager.status("not alive: " + reason);
            log.atError()
                    .addKeyValue("reason", reason)
                    .log(
                            "the gateway is not alive: it sends no more keep-alive messages, and the service manager restarts it");
        }
    }
}
