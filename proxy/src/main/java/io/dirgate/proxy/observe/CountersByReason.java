package io.dirgate.proxy.observe;

import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** The counters of one metric by listener and reason. To find one in the registry costs a twentieth of a stranger's connection. */
final class CountersByReason {
    private final BiFunction<String, String, Counter> inRegistry;
    private final Map<String, Map<String, Counter>> found = new ConcurrentHashMap<>();

    /** @param inRegistry finds the counter of a listener and a reason, or makes it */
    CountersByReason(BiFunction<String, String, Counter> inRegistry) {
        this.inRegistry = inRegistry;
    }

    Counter of(String listener, String reason) {
        return found.computeIfAbsent(listener, first -> new ConcurrentHashMap<>())
                .computeIfAbsent(reason, first -> inRegistry.apply(listener, reason));
    }
}
