package io.dirgate.proxy.backend;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs when the last directory server is lost and when the first one returns. Runs on the prober's event loop. */
final class Outage {
    private static final Logger log = LoggerFactory.getLogger(Outage.class);

    private final Directory directory;
    private final LongSupplier nanoTime;
    private boolean lasting;
    private long sinceNanos;

    Outage(Directory directory, LongSupplier nanoTime) {
        this.directory = directory;
        this.nanoTime = nanoTime;
    }

    /** Must be called after each change of the servers or of a server's health. */
    void look() {
        if (!lasting && directory.isLost()) {
            lasting = true;
            sinceNanos = nanoTime.getAsLong();
            log.atError()
                    .addKeyValue("servers", directory.describe())
                    .log(
                            "no directory server is left: clients get unavailable (52) until one answers its health checks");
        } else if (lasting && directory.isServing()) {
            lasting = false;
            Duration time = Duration.ofNanos(nanoTime.getAsLong() - sinceNanos);
            log.atInfo()
                    .addKeyValue("outageSeconds", time.toSeconds())
                    .addKeyValue("servers", directory.describe())
                    .log("a directory server is back: clients are served again");
        }
    }
}
