package io.dirgate.proxy.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** One gauge a state, of which exactly one is 1: what dashboards sum and alarms compare without a legend of numbers. */
final class ServerStates {
    private static final List<String> STATES = List.of("up", "slowStart", "draining", "down");

    private record Gauges(AtomicReference<String> current, List<Meter> meters) {}

    private final MeterRegistry registry;
    private final Map<String, Gauges> servers = new ConcurrentHashMap<>();

    ServerStates(MeterRegistry registry) {
        this.registry = registry;
    }

    void become(String server, String state) {
        servers.computeIfAbsent(server, this::gauges).current.set(state);
    }

    void forget(String server) {
        Gauges gone = servers.remove(server);
        if (gone != null) {
            gone.meters.forEach(registry::remove);
        }
    }

    private Gauges gauges(String server) {
        AtomicReference<String> current = new AtomicReference<>("");
        return new Gauges(
                current,
                STATES.stream()
                        .<Meter>map(state -> Gauge.builder(
                                        "dirgate.server.state", current, c -> state.equals(c.get()) ? 1 : 0)
                                .tags("server", server, "state", state)
                                .register(registry))
                        .toList());
    }
}
