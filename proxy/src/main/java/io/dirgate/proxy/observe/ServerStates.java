package io.dirgate.proxy.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;

/**
 * One gauge per state; exactly one of them is 1. Dashboards can sum them and alerts can compare them without numeric
 * codes.
 */
final class ServerStates {
    private static final List<String> STATES = List.of("up", "slowStart", "draining", "down");

    private record Gauges(AtomicReference<String> current, List<Meter> meters) {}

    private final MeterRegistry registry;
    private volatile ToIntFunction<String> sessions = server -> 0;
    private final Map<String, Gauges> servers = new ConcurrentHashMap<>();

    ServerStates(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param of current number of sessions of a server, by its name */
    void sessions(ToIntFunction<String> of) {
        sessions = of;
    }

    /** @return true if the server was not known before */
    boolean become(String server, String state) {
        boolean fresh = !servers.containsKey(server);
        servers.computeIfAbsent(server, this::gauges).current.set(state);
        return fresh;
    }

    void forget(String server) {
        Gauges gone = servers.remove(server);
        if (gone != null) {
            gone.meters.forEach(registry::remove);
        }
    }

    private Gauges gauges(String server) {
        AtomicReference<String> current = new AtomicReference<>("");
        List<Meter> meters = new ArrayList<>();
        meters.add(Gauge.builder("dirgate.server.sessions", server, name -> sessions.applyAsInt(name))
                .strongReference(true)
                .tags("server", server)
                .description("Sessions connected to a directory server")
                .register(registry));
        STATES.stream()
                .<Meter>map(state -> Gauge.builder("dirgate.server.state", current, c -> state.equals(c.get()) ? 1 : 0)
                        .tags("server", server, "state", state)
                        .register(registry))
                .forEach(meters::add);
        return new Gauges(current, meters);
    }
}
