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

/** One directory server: where it is, how busy the gateway keeps it, and whether it is well. Shared by all event loops. */
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

    /** Who watches over a server's health. Told on any event loop. */
    interface Watch {
        /** Something speaks against the server's health. */
        void suspect(Server server, String reason);

        /** Asks it a quick question, notes whether it answers, and runs {@code then} on any thread. */
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

    /** Its address: on each log line and metric about it. */
    public String name() {
        return name;
    }

    /** The same, as it is written over and over. */
    public Utf8Text nameText() {
        return nameText;
    }

    /** For {@link ClientAffinity}: the same in every gateway. */
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

    /** Its share among the servers of its tier. */
    int weight() {
        return standing.get().weight();
    }

    /** What its source said of it last; it is one of the directory's servers, again or still. */
    void stands(FoundServer found) {
        standing.set(found);
        draining.set(false);
    }

    /** Its source knows it no longer: no new session goes to it, those that it has live on. */
    void drain() {
        draining.set(true);
    }

    boolean isDraining() {
        return draining.get();
    }

    /** True while it may be given new sessions. */
    public boolean isServing() {
        return !isDraining() && health.isServing();
    }

    boolean isUnused() {
        return connections.isEmpty();
    }

    /** What is known of it, in a word: for metrics and people. */
    String state() {
        return isDraining() ? "draining" : health.state().label();
    }

    ServerHealth health() {
        return health;
    }

    /** The domain that it told a probe last, null if none. The prober's event loop's alone. */
    @Nullable
    String namingContext() {
        return namingContext;
    }

    void serves(@Nullable String context) {
        namingContext = context;
    }

    /** An operation was written to it. */
    public void operationBegan() {
        inFlight.incrementAndGet();
    }

    /** An operation got its final response, or was given up. */
    public void operationEnded() {
        inFlight.decrementAndGet();
    }

    /** Something that speaks against the server's health: reason enough to look, and to prefer others meanwhile. */
    public void suspect(String reason) {
        watch.suspect(this, reason);
    }

    /**
     * Asks whether it still answers, for a session that has waited for unusually long.
     *
     * @param then run on any thread when {@link #isResponsive} is known; several may share one question
     */
    public void probeNow(Runnable then) {
        watch.probeNow(this, then);
    }

    /** False from a quick probe that it did not answer to the next probe that it does. It may still be up. */
    public boolean isResponsive() {
        return !unresponsive.get();
    }

    void responds(boolean answered) {
        unresponsive.set(!answered);
    }

    /** A session's connection to it is to be made. */
    void opening() {
        opening.incrementAndGet();
    }

    /** It is made, or will never be. */
    void settled() {
        opening.decrementAndGet();
    }

    void opened(BackendConnection connection) {
        connections.add(connection);
    }

    void closed(BackendConnection connection) {
        connections.remove(connection);
    }

    /** One of its connections waits for a session. */
    public void spared() {
        spare.incrementAndGet();
    }

    /** One that waited has a session, or is gone. */
    public void leased() {
        spare.decrementAndGet();
    }

    /** Tells every connection's owner, each on its own event loop. */
    void loseConnections(String why) {
        connections.forEach(connection -> connection.lose(new Loss(Loss.Kind.SERVER_DOWN, why)));
    }

    void operationTimeout(Duration time) {
        connections.forEach(connection -> connection.operationTimeout(time));
    }

    /** For its weight. Operations first, then connections: sessions live long, and idle ones will ask again. */
    boolean isBusierThan(Server other) {
        int operations = compare(inFlight.get(), other.inFlight.get(), other);
        return (operations != 0 ? operations : compare(connectionsInUse(), other.connectionsInUse(), other)) > 0;
    }

    private int compare(int mine, int theirs, Server other) {
        return Long.compare((long) mine * other.weight(), (long) theirs * weight());
    }

    /** Sessions' connections, those in the making included. */
    int connectionsInUse() {
        return connections.size() - spare.get() + opening.get();
    }

    @Override
    public String toString() {
        return name();
    }
}
