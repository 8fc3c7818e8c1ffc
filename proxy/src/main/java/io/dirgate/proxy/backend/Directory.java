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

/** The servers of one domain, and the choice among them. {@link Membership} says which they are. */
public final class Directory {
    private final AtomicReference<List<Server>> servers;
    private volatile Affinity affinity;
    private final Outage outage = new Outage(this, System::nanoTime);

    /** Of servers yet to be found. */
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

    /** Asks every server once; each answer is what is wrong with it, or null. For a person who checks a configuration. */
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
            faults.put(server.name(), fault == null ? strangeness(server) : fault);
        }
        return faults;
    }

    /** Of clients' next connections. Any thread. */
    public void affinity(Affinity next) {
        affinity = next;
    }

    /** Another {@code upstream.operationTimeout}, for the connections that there are. Any thread. */
    public void operationTimeout(Duration time) {
        servers().forEach(server -> server.operationTimeout(time));
    }

    /** Drained ones included. */
    List<Server> servers() {
        return servers.get();
    }

    void become(List<Server> next) {
        servers.set(List.copyOf(next));
    }

    /**
     * The server for a session's next connection, of the first tier with a server that is well: the client's own, or with
     * {@link Affinity#NONE} one with less to do. When none is known to be well, one that is not: the probes may be wrong, and the client
     * has nothing to lose.
     *
     * @param client a hash of the client's address
     * @param tried servers that this attempt has met already and will not meet again
     * @param lost the server that the session has just lost with requests in flight; it is met again only if no other is well
     * @return null when all have been tried
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
     * Of two drawn by lot and weight (Mitzenmacher's "power of two choices": nearly as even as asking all, and no herd runs to
     * one).
     */
    private static Server lessBusyOfTwo(List<Server> tier) {
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

    /** True if there is another server than this one that may be given new sessions. */
    public boolean isServingWithout(Server lost) {
        return servers.get().stream().anyMatch(server -> server != lost && server.isServing());
    }

    /** How many sessions are connected to a server; 0 for an unknown one. */
    public int sessionsOf(String server) {
        return servers.get().stream()
                .filter(each -> each.name().equals(server))
                .mapToInt(Server::connectionsInUse)
                .sum();
    }

    /** Told of each change of a server's health. The prober's event loop's alone. */
    Outage outage() {
        return outage;
    }

    /** True if every server is known to be down. */
    boolean isLost() {
        List<Server> all =
                servers.get().stream().filter(server -> !server.isDraining()).toList();
        return !all.isEmpty() && all.stream().allMatch(server -> server.health().state() == ServerHealth.State.DOWN);
    }

    /** True if there is another server that a session at this one, which does not answer, can go on with. */
    public boolean hasAlternativeTo(Server silent) {
        return servers.get().stream()
                .anyMatch(server -> server != silent && server.isServing() && server.isResponsive());
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

    /**
     * What is wrong with a server of another domain than the directory's, null if it is one of this domain, or of none. One that
     * drains is nobody's stand-in any more. On the prober's event loop.
     */
    @Nullable
    String strangeness(Server server) {
        String own = server.namingContext();
        String common = namingContext();
        return own == null || common == null || own.equalsIgnoreCase(common) || server.isDraining()
                ? null
                : "it serves " + own + ", the others serve " + common;
    }

    /** The domain that most of the servers serve, as far as they have said; in a tie, that of the first listed. */
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

    /** Those that may be chosen, all of the same tier. For each session's connection, so without a stream. */
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
