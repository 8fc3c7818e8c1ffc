package io.dirgate.proxy.backend;

import io.dirgate.proxy.config.DirectoryConfig;
import io.dirgate.proxy.observe.ProxyMetrics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The servers of one domain, and the choice among them. */
public final class Directory {
    private final List<Server> servers;
    private final AtomicReference<@Nullable String> namingContext = new AtomicReference<>();

    Directory(List<Server> servers) {
        this.servers = List.copyOf(servers);
    }

    /** The configured servers, watched from now on by {@code prober}'s event loop for as long as that runs. */
    public static Directory watch(DirectoryConfig config, Prober prober, ProxyMetrics metrics) {
        Map<Server, HealthMonitor> monitors = new ConcurrentHashMap<>();
        Directory directory = new Directory(config.servers().stream()
                .map(server -> new Server(server, new ServerHealth(config.health()), (suspect, reason) -> prober.loop()
                        .execute(() -> monitors.get(suspect).suspect(reason))))
                .toList());
        directory.servers.forEach(
                server -> monitors.put(server, new HealthMonitor(server, directory, prober, metrics)));
        monitors.values().forEach(monitor -> prober.loop().execute(monitor::probe));
        return directory;
    }

    /** Asks every server once; each answer is what is wrong with it, or null. For a person who checks a configuration. */
    public static CompletableFuture<Map<String, @Nullable String>> check(DirectoryConfig config, Prober prober) {
        CompletableFuture<Map<String, @Nullable String>> all = new CompletableFuture<>();
        Map<String, @Nullable String> faults = new LinkedHashMap<>();
        config.servers().forEach(server -> faults.put(server.address().toString(), "not asked"));
        AtomicInteger left = new AtomicInteger(config.servers().size());
        config.servers().forEach(server -> prober.loop().execute(() -> {
            Server asked = new Server(server, new ServerHealth(config.health()), (suspect, reason) -> {});
            prober.ask(asked, outcome -> {
                faults.put(asked.name(), prober.judge(outcome));
                if (left.decrementAndGet() == 0) {
                    all.complete(faults);
                }
            });
        }));
        return all;
    }

    public List<Server> servers() {
        return servers;
    }

    /**
     * The server for a session's next connection: of the first tier with a server that is well, the less busy of two drawn by
     * lot (Mitzenmacher's "power of two choices": nearly as even as asking all, and no herd runs to one). When none is known
     * to be well, one that is not: the probes may be wrong, and the client has nothing to lose.
     *
     * @param tried servers that this attempt has met already and will not meet again
     * @return null when all have been tried
     */
    public @Nullable Server choose(Collection<Server> tried) {
        List<Server> left = new ArrayList<>(servers);
        left.removeAll(tried);
        List<Server> serving = left.stream().filter(s -> s.health().isServing()).collect(Collectors.toList());
        List<Server> tier = firstTier(serving.isEmpty() ? left : serving);
        if (tier.isEmpty()) {
            return null;
        }
        Server one = draw(tier);
        tier.remove(one);
        if (tier.isEmpty()) {
            return one;
        }
        Server other = draw(tier);
        // A server in slow start stands aside in proportion to what it lacks of its full share.
        if (ThreadLocalRandom.current().nextDouble() >= one.health().share()) {
            return other;
        }
        if (ThreadLocalRandom.current().nextDouble() >= other.health().share()) {
            return one;
        }
        return one.isBusierThan(other) ? other : one;
    }

    public boolean isServing() {
        return servers.stream().anyMatch(server -> server.health().isServing());
    }

    /** Each server with what is known of it, for people. */
    public String describe() {
        return servers.stream()
                .map(server -> server.name() + " " + server.health().state().label()
                        + (server.health().reason().isEmpty()
                                ? ""
                                : " (" + server.health().reason() + ")"))
                .collect(Collectors.joining(", "));
    }

    /** What is wrong with a server of this naming context among the others, null if it is one of them or has none. */
    @Nullable
    String strangeness(@Nullable String context) {
        if (context == null
                || namingContext.compareAndSet(null, context)
                || context.equalsIgnoreCase(namingContext.get())) {
            return null;
        }
        return "it serves " + context + ", the others serve " + namingContext.get();
    }

    private static List<Server> firstTier(List<Server> candidates) {
        int first = candidates.stream().mapToInt(Server::priority).min().orElse(0);
        return candidates.stream().filter(s -> s.priority() == first).collect(Collectors.toCollection(ArrayList::new));
    }

    private static Server draw(List<Server> tier) {
        return tier.get(ThreadLocalRandom.current().nextInt(tier.size()));
    }
}
