package io.dirgate.proxy.backend;

import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.config.ServerConfig;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** One directory server: where it is, how busy the gateway keeps it, and whether it is well. Shared by all event loops. */
public final class Server {
    private final Endpoint address;
    private final int priority;
    private final ServerHealth health;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger spare = new AtomicInteger();
    private final Set<BackendConnection> connections = ConcurrentHashMap.newKeySet();
    private final BiConsumer<Server, String> suspicions;

    /** @param suspicions told, on any event loop, of what speaks against the server's health */
    Server(ServerConfig config, ServerHealth health, BiConsumer<Server, String> suspicions) {
        this.address = config.address();
        this.priority = config.priority();
        this.health = health;
        this.suspicions = suspicions;
    }

    public Endpoint address() {
        return address;
    }

    /** Its address: on each log line and metric about it. */
    public String name() {
        return address.toString();
    }

    int priority() {
        return priority;
    }

    ServerHealth health() {
        return health;
    }

    /** An operation was written to it. */
    public void operationBegan() {
        inFlight.incrementAndGet();
    }

    /** An operation got its final response, or was given up. */
    public void operationEnded() {
        inFlight.decrementAndGet();
    }

    /** Something that speaks against the server's health: as much as a failed probe. */
    public void suspect(String reason) {
        suspicions.accept(this, reason);
    }

    void opened(BackendConnection connection) {
        connections.add(connection);
    }

    void closed(BackendConnection connection) {
        connections.remove(connection);
    }

    /** One of its connections waits for a session. */
    void spared() {
        spare.incrementAndGet();
    }

    /** One that waited has a session, or is gone. */
    void leased() {
        spare.decrementAndGet();
    }

    /** Tells every connection's owner, each on its own event loop. */
    void loseConnections(String why) {
        connections.forEach(connection -> connection.lose(new Loss(Loss.Kind.SERVER_DOWN, why)));
    }

    /** Operations first, then connections: sessions live long, and idle ones will ask again. */
    boolean isBusierThan(Server other) {
        int difference = inFlight.get() - other.inFlight.get();
        return difference != 0 ? difference > 0 : connectionsInUse() > other.connectionsInUse();
    }

    private int connectionsInUse() {
        return connections.size() - spare.get();
    }

    @Override
    public String toString() {
        return name();
    }
}
