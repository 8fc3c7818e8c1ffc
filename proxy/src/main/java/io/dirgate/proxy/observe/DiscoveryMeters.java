package io.dirgate.proxy.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** Meters of the sources of directory servers: their results and the age of the last successful one. */
final class DiscoveryMeters {
    private record Last(int servers, Instant at) {}

    private record Source(AtomicReference<Last> last, List<Meter> gauges) {}

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<String, Source> sources = new ConcurrentHashMap<>();
    private final AtomicReference<String> stage = new AtomicReference<>("");
    private final Set<String> stages = ConcurrentHashMap.newKeySet();

    DiscoveryMeters(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    void answered(String source, int servers) {
        sources.computeIfAbsent(source, this::gauges).last.set(new Last(servers, clock.instant()));
        count(source, "answered");
    }

    void failed(String source) {
        count(source, "failed");
    }

    /** An answer that is followed no longer has no age that an alarm should look at. */
    void ended(String source) {
        Source gone = sources.remove(source);
        if (gone != null) {
            gone.gauges.forEach(registry::remove);
        }
        stage.set("");
    }

    /** One gauge for each stage seen so far. Exactly one of them is 1. */
    void stage(String now) {
        stage.set(now);
        if (stages.add(now)) {
            Gauge.builder("dirgate.directory.stage", stage, s -> now.equals(s.get()) ? 1 : 0)
                    .tags("stage", now)
                    .description("Stage of the directory according to AWS")
                    .register(registry);
        }
    }

    private void count(String source, String result) {
        registry.counter("dirgate.discovery", "source", source, "result", result)
                .increment();
    }

    private Source gauges(String source) {
        AtomicReference<Last> last = new AtomicReference<>(new Last(0, clock.instant()));
        return new Source(
                last,
                List.of(
                        Gauge.builder("dirgate.discovery.servers", last, l -> l.get()
                                        .servers())
                                .tags("source", source)
                                .description("Directory servers found by the last successful discovery")
                                .register(registry),
                        Gauge.builder(
                                        "dirgate.discovery.age",
                                        last,
                                        l -> Duration.between(l.get().at(), clock.instant())
                                                        .toMillis()
                                                / 1000.0)
                                .baseUnit("seconds")
                                .tags("source", source)
                                .description("Time since the last successful discovery")
                                .register(registry)));
    }
}
