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
 * Tells the service manager that the gateway is alive, twice in each interval that it asks for ({@code WATCHDOG_USEC}). While an event
 * loop is blocked or a listener is closed it tells that instead, and the service manager restarts the process.
 */
final class Watchdog {
    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

    private final SdNotify serviceManager;
    private final Supplier<List<String>> faults;

    /** @param faults what is wrong with the process itself; empty if nothing */
    Watchdog(SdNotify serviceManager, Supplier<List<String>> faults) {
        this.serviceManager = serviceManager;
        this.faults = faults;
    }

    /** The service manager's interval; null where it has not asked this process. */
    static @Nullable Duration interval(Map<String, String> environment, long pid) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String asked = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
        return micros.matches("[1-9][0-9]{0,17}") && asked.equals(Long.toString(pid))
                ? Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(Long.parseLong(micros)))
                : null;
    }

    /** Begins, on a thread of its own, until what is returned is closed or the process ends. */
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

    /** One sign of life, or the reason for none. */
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
                            "the gateway is not alive, and the service manager is not told otherwise: it restarts the gateway");
        }
    }
}
