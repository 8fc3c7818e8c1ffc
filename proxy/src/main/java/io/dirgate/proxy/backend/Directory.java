package io.dirgate.proxy.backend;

import io.dirgate.proxy.config.HealthConfig;
import io.dirgate.proxy.discovery.FoundServer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The servers of one domain, and the choice among them. {@link Membership} says which they are. */
public final class Directory {
    private final AtomicReference<List<Server>> servers;
    private final AtomicReference<@Nullable String> namingContext = new AtomicReference<>();

    /** Of servers yet to be found. */
    public Directory() {
        this(List.of());
    }

    Directory(List<Server> servers) {
        this.servers = new AtomicReference<>(List.copyOf(servers));
    }

    /** Asks every server once; each answer is what is wrong with it, or null. For a person who checks a configuration. */
    public static CompletableFuture<Map<String, @Nullable String>> check(
            List<FoundServer> found, HealthConfig health, Prober prober) {
        CompletableFuture<Map<String, @Nullable String>> all = new CompletableFuture<>();
        Map<String, @Nullable String> faults = new LinkedHashMap<>();
        found.forEach(server -> faults.put(server.address().toString(), "not asked"));
        AtomicInteger left = new AtomicInteger(found.size());
        found.forEach(server -> prober.loop().execute(() -> {
            Server asked = new Server(server, new ServerHealth(health), (suspect, reason) -> {});
            prober.ask(asked, outcome -> {
                faults.put(asked.name(), prober.judge(outcome));
                if (left.decrementAndGet() == 0) {
                    all.complete(faults);
                }
            });
        }));
        return all;
    }

    /** Drained ones included. */
    List<Server> servers() {
        return servers.get();
    }

    void become(List<Server> next) {
        servers.set(List.copyOf(next));
    }

    /**
     * The server for a session's next connection: of the first tier with a server that is well, the less busy of two drawn by
     * lot and weight (Mitzenmacher's "power of two choices": nearly as even as asking all, and no herd runs to one). When none is known
     * to be well, one that is not: the probes may be wrong, and the client has nothing to lose.
     *
     * @param tried servers that this attempt has met already and will not meet again
     * @return null when all have been tried
     */
    public @Nullable Server choose(Collection<Server> tried) {
        List<Server> left = servers.get().stream()
                .filter(server -> !server.isDraining() && !tried.contains(server))
                .toList();
        List<Server> serving = left.stream().filter(Server::isServing).toList();
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
        return servers.get().stream().anyMatch(Server::isServing);
    }

    /** Sessions at servers that are down are better off elsewhere, if there is an elsewhere. */
    void leaveServersThatAreDown() {
        if (isServing()) {
            servers.get().stream()
                    .filter(server -> server.health().state() == ServerHealth.State.DOWN)
                    .forEach(server -> server.loseConnections("the directory server failed its health checks: "
                            + server.health().reason()));
        }
    }

    /** Each server with what is known of it, for people. */
    public String describe() {
        if (servers.get().isEmpty()) {
            return "no directory server is known yet";
        }
        return servers.get().stream()
                .map(server -> server.name() + " " + server.state()
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
        int first = candidates.stream().mapToInt(Server::tier).min().orElse(0);
        return candidates.stream().filter(s -> s.tier() == first).collect(Collectors.toCollection(ArrayList::new));
    }

    private static Server draw(List<Server> tier) {
        long at = ThreadLocalRandom.current()
                .nextLong(tier.stream().mapToLong(Server::weight).sum());
        for (Server server : tier) {
            at -= server.weight();
            if (at < 0) {
                return server;
            }
        }
        return tier.get(0);
    }
}
