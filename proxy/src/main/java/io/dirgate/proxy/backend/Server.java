package io.dirgate.proxy.backend;

import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.discovery.FoundServer;
import io.dirgate.proxy.ldap.Utf8Text;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One directory server: its address, its load from this gateway, and its health. Shared by all event loops. */
public final class Server {
    private final Endpoint address;
    private final String name;
    private final Utf8Text nameText;
    private final long seed;
    private final AtomicReference<FoundServer> standing;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final ServerHealth health;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger spare = new AtomicInteger();
    private final AtomicInteger opening = new AtomicInteger();
    private final Set<BackendConnection> connections = ConcurrentHashMap.newKeySet();
    private final Watch watch;
    private final AtomicBoolean unresponsive = new AtomicBoolean();
    private @Nullable String namingContext;

    /** Watches a server's health. May be called on any event loop. */
    interface Watch {
        /** Reports a sign of a fault. */
        void suspect(Server server, String reason);

        /** Sends a quick probe, records whether the server answers, and runs {@code then} on any thread. */
        default void probeNow(Server server, Runnable then) {
            then.run();
        }
    }

    Server(FoundServer found, ServerHealth health, Watch watch) {
        this.address = found.address();
        this.name = address.toString();
        this.nameText = Utf8Text.of(name);
        this.seed = seed(name);
        this.standing = new AtomicReference<>(found);
        this.health = health;
        this.watch = watch;
    }

    public Endpoint address() {
        return address;
    }

    /** The address, for log lines and metrics. */
    public String name() {
        return name;
    }

    /** The same in UTF-8, because it is written very often. */
    public Utf8Text nameText() {
        return nameText;
    }

    /** For {@link ClientAffinity}. Equal in all gateways. */
    long seed() {
        return seed;
    }

    private static long seed(String name) {
        long hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = ClientAffinity.mix(hash ^ name.charAt(i));
        }
        return hash;
    }

    int tier() {
        return standing.get().tier();
    }

    /** Share of the sessions among the servers of its tier. */
    int weight() {
        return standing.get().weight();
    }

    /** Applies the source's latest data. The server now belongs to the directory, or still does. */
    void stands(FoundServer found) {
        standing.set(found);
        draining.set(false);
    }

    /** Stops new sessions, because discovery no longer finds the server. Existing sessions continue. */
    void drain() {
        draining.set(true);
    }

    boolean isDraining() {
        return draining.get();
    }

    /** True while the server may receive new sessions. */
    public boolean isServing() {
        return !isDraining() && health.isServing();
    }

    boolean isUnused() {
        return connections.isEmpty();
    }

    /** The state as one word, for metrics and people. */
    String state() {
        return isDraining() ? "draining" : health.state().label();
    }

    ServerHealth health() {
        return health;
    }

    /** The domain in the last probe's answer; null if there was none. Used on the prober's event loop only. */
    @Nullable
    String namingContext() {
        return namingContext;
    }

    void serves(@Nullable String context) {
        namingContext = context;
    }

    int operationsInFlight() {
        return inFlight.get();
    }

    /** An operation was written to the server. */
    public void operationBegan() {
        inFlight.incrementAndGet();
    }

    /** An operation received its final response or was given up. */
    public void operationEnded() {
        inFlight.decrementAndGet();
    }

    /** Reports a sign of a fault. The server is probed, and other servers are preferred meanwhile. */
    public void suspect(String reason) {
        watch.suspect(this, reason);
    }

    /**
     * Sends a quick probe for a session that has waited unusually long.
     *
     * @param then runs on any thread when {@link #isResponsive} is current; several callers may share one probe
     */
    public void probeNow(Runnable then) {
        watch.probeNow(this, then);
    }

    /** False after an unanswered quick probe, until a probe is answered. The server may still be marked up. */
    public boolean isResponsive() {
        return !unresponsive.get();
    }

    void responds(boolean answered) {
        unresponsive.set(!answered);
    }

    /** A session starts to open a connection to the server. */
    void opening() {
        opening.incrementAndGet();
    }

    /** That connection is established or has failed. */
    void settled() {
        opening.decrementAndGet();
    }

    void opened(BackendConnection connection) {
        connections.add(connection);
    }

    void closed(BackendConnection connection) {
        connections.remove(connection);
    }

    /** A connection became idle and waits for a session. */
    public void spared() {
        spare.incrementAndGet();
    }

    /** An idle connection was given to a session or was lost. */
    public void leased() {
        spare.decrementAndGet();
    }

    /** Ends all connections. Each owner is called on its own event loop. */
    void loseConnections(String why) {
        connections.forEach(connection -> connection.lose(new Loss(Loss.Kind.SERVER_DOWN, why)));
    }

    void operationTimeout(Duration time) {
        connections.forEach(connection -> connection.operationTimeout(time));
    }

    /**
     * Compares by weight: operations first, then connections. Sessions live long, and an idle session will send
     * requests again.
     */
    boolean isBusierThan(Server other) {
        int operations = compare(inFlight.get(), other.inFlight.get(), other);
        return (operations != 0 ? operations : compare(connectionsInUse(), other.connectionsInUse(), other)) > 0;
    }

    private int compare(int mine, int theirs, Server other) {
        return Long.compare((long) mine * other.weight(), (long) theirs * weight());
    }

    /** Connections of sessions, including those that are being opened. */
    int connectionsInUse() {
        return connections.size() - spare.get() + opening.get();
    }

    @Override
    public String toString() {
        return name();
    }
}
