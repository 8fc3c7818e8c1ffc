package io.dirgate.proxy.backend;

import io.dirgate.proxy.config.Affinity;
import io.dirgate.proxy.config.HealthConfig;
import io.dirgate.proxy.discovery.FoundServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The servers of one domain and the choice among them. {@link Membership} adds and removes servers. */
public final class Directory {
    private final AtomicReference<List<Server>> servers;
    private volatile Affinity affinity;
    private final Outage outage = new Outage(this, System::nanoTime);

    /** A directory whose servers are not discovered yet. */
    public Directory(Affinity affinity) {
        this(affinity, List.of());
    }

    Directory(List<Server> servers) {
        this(Affinity.NONE, servers);
    }

    Directory(Affinity affinity, List<Server> servers) {
        this.affinity = affinity;
        this.servers = new AtomicReference<>(List.copyOf(servers));
    }

    /**
     * Probes every server once. Each result is the server's fault, or null. For operators who check a configuration.
     */
    public static CompletableFuture<Map<String, @Nullable String>> check(
            List<FoundServer> found, HealthConfig health, Prober prober) {
        Directory directory = new Directory(
                Affinity.NONE,
                found.stream()
                        .map(server -> new Server(server, new ServerHealth(health), (suspect, reason) -> {}))
                        .toList());
        CompletableFuture<Map<String, @Nullable String>> all = new CompletableFuture<>();
        Map<Server, Outcome> outcomes = new HashMap<>();
        prober.loop().execute(() -> directory
                .servers()
                .forEach(server -> prober.ask(server, outcome -> {
                    outcomes.put(server, outcome);
                    if (outcomes.size() == found.size()) {
                        all.complete(directory.faults(outcomes, prober));
                    }
                })));
        return all;
    }

    private Map<String, @Nullable String> faults(Map<Server, Outcome> outcomes, Prober prober) {
        Map<String, @Nullable String> faults = new LinkedHashMap<>();
        for (Server server : servers()) {
            String fault = prober.judge(Objects.requireNonNull(outcomes.get(server)));
            faults.put(server.name(), fault == null ? domainMismatch(server) : fault);
        }
        return faults;
    }

    /** Sets the affinity for clients' next connections. Thread-safe. */
    public void affinity(Affinity next) {
        affinity = next;
    }

    /** Sets {@code upstream.operationTimeout} for existing connections. Thread-safe. */
    public void operationTimeout(Duration time) {
        servers().forEach(server -> server.operationTimeout(time));
    }

    /** All servers, including the draining ones. */
    List<Server> servers() {
        return servers.get();
    }

    void become(List<Server> next) {
        servers.set(List.copyOf(next));
    }

    /**
     * Chooses the server for a session's next connection from the first tier that has a healthy server: the client's
     * own server, or the less busy one with {@link Affinity#NONE}. If no server is known to be healthy, chooses an
     * unhealthy one, because the probes may be wrong.
     *
     * @param client hash of the client's address
     * @param tried servers that this attempt has already tried
     * @param lost the server that the session has just lost with requests in flight; chosen only if no other server is
     *     healthy
     * @return null if all servers have been tried
     */
    public @Nullable Server choose(long client, Collection<Server> tried, @Nullable Server lost) {
        List<Server> tier = firstTier(
                server -> server.isServing() && server.isResponsive() && server != lost && !tried.contains(server));
        if (tier.isEmpty()) {
            tier = firstTier(server -> server.isServing() && !tried.contains(server));
        }
        if (tier.isEmpty()) {
            tier = firstTier(server -> !tried.contains(server));
        }
        if (tier.isEmpty()) {
            return null;
        }
        return affinity == Affinity.CLIENT_ADDRESS ? ClientAffinity.choose(tier, client) : lessBusyOfTwo(tier);
    }

    /**
     * Draws two servers by weight and chooses the less busy one (Mitzenmacher's "power of two choices"). The balance is
     * nearly as good as with a comparison of all servers, and new sessions do not all go to the same server.
     */
    private static Server lessBusyOfTwo(List<Server> tier) {
        Server one = draw(tier);
        tier.remove(one);
        if (tier.isEmpty()) {
            return one;
        }
        Server other = draw(tier);
        // In slow start, a server is skipped with a probability that decreases as its share grows.
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

    /** True if another server accepts new sessions. */
    public boolean isServingWithout(Server lost) {
        return servers.get().stream().anyMatch(server -> server != lost && server.isServing());
    }

    /** Number of sessions connected to a server; 0 for an unknown server. */
    public int sessionsOf(String server) {
        return servers.get().stream()
                .filter(each -> each.name().equals(server))
                .mapToInt(Server::connectionsInUse)
                .sum();
    }

    /** Must be called after each change of a server's health. Used on the prober's event loop only. */
    Outage outage() {
        return outage;
    }

    /** True if every server is known to be down. */
    boolean isLost() {
        List<Server> all =
                servers.get().stream().filter(server -> !server.isDraining()).toList();
        return !all.isEmpty() && all.stream().allMatch(server -> server.health().state() == ServerHealth.State.DOWN);
    }

    /** True if sessions of this server, which does not answer, can move to another server. */
    public boolean hasAlternativeTo(Server silent) {
        return servers.get().stream()
                .anyMatch(server -> server != silent && server.isServing() && server.isResponsive());
    }

    /** Moves sessions away from servers that are down, if another server is serving. */
    void leaveServersThatAreDown() {
        if (isServing()) {
            servers.get().stream()
                    .filter(server -> server.health().state() == ServerHealth.State.DOWN)
                    .forEach(server -> server.loseConnections("the directory server failed its health checks: "
                            + server.health().reason()));
        }
    }

    /** All servers and their states, for people. */
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

    /**
     * The fault of a server that serves another domain than the directory; null for a server of the same domain, or of
     * none. A draining server no longer counts. Runs on the prober's event loop.
     */
    @Nullable
    String domainMismatch(Server server) {
        String own = server.namingContext();
        String common = namingContext();
        return own == null || common == null || own.equalsIgnoreCase(common) || server.isDraining()
                ? null
                : "it serves " + own + ", the others serve " + common;
    }

    /** The domain that most servers report. In a tie, the domain of the first listed server. */
    private @Nullable String namingContext() {
        List<String> contexts = servers.get().stream()
                .filter(server -> !server.isDraining())
                .map(Server::namingContext)
                .filter(Objects::nonNull)
                .toList();
        String common = null;
        long most = 0;
        for (String context : contexts) {
            long votes = contexts.stream().filter(context::equalsIgnoreCase).count();
            if (votes > most) {
                common = context;
                most = votes;
            }
        }
        return common;
    }

    /** The eligible servers of the best tier. No stream, because this runs for each session's connection. */
    private List<Server> firstTier(Predicate<Server> candidates) {
        List<Server> tier = new ArrayList<>();
        for (Server server : servers.get()) {
            if (!server.isDraining()
                    && candidates.test(server)
                    && (tier.isEmpty() || server.tier() <= tier.get(0).tier())) {
                if (!tier.isEmpty() && server.tier() < tier.get(0).tier()) {
                    tier.clear();
                }
                tier.add(server);
            }
        }
        return tier;
    }

    private static Server draw(List<Server> tier) {
        long sum = 0;
        for (Server server : tier) {
            sum += server.weight();
        }
        long at = ThreadLocalRandom.current().nextLong(sum);
        for (Server server : tier) {
            at -= server.weight();
            if (at < 0) {
                return server;
            }
        }
        return tier.get(0);
    }
}
