package io.dirgate.proxy.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The result of the last configuration load, under the names that Prometheus' own programs use. The load at start
 * counts too.
 */
final class ReloadMeters {
    private static final double MILLIS_A_SECOND = 1_000;

    private final Clock clock;
    private final AtomicLong succeeded = new AtomicLong(1);
    private final AtomicLong at;

    ReloadMeters(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        this.at = new AtomicLong(clock.millis());
        Gauge.builder("dirgate.config.last.reload.successful", succeeded, AtomicLong::get)
                .strongReference(true)
                .description("1 if the last configuration load succeeded, 0 if it was refused")
                .register(registry);
        Gauge.builder("dirgate.config.last.reload.success.timestamp", at, last -> last.get() / MILLIS_A_SECOND)
                .strongReference(true)
                .baseUnit("seconds")
                .description("Time of the last successful configuration load")
                .register(registry);
    }

    void read(boolean taken) {
        succeeded.set(taken ? 1 : 0);
        if (taken) {
            at.set(clock.millis());
        }
    }
}
