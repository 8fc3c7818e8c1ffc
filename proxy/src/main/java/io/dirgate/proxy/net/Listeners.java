package io.dirgate.proxy.net;

import io.dirgate.proxy.config.LimitsConfig;
import io.dirgate.proxy.config.ListenerConfig;
import io.dirgate.proxy.observe.ConnectionCounts;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.ports.InheritedSockets;
import io.dirgate.proxy.session.ClientHandler;
import io.dirgate.proxy.session.Service;
import io.dirgate.proxy.session.SessionFactory;
import io.dirgate.proxy.tls.HandshakeTurns;
import io.dirgate.proxy.tls.TlsContexts;
import io.dirgate.proxy.tls.TlsException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All listening addresses for clients and all connections that they accepted. */
public final class Listeners implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    /** Metric labels of refused connections. */
    public static final List<String> REFUSALS = Refusals.LABELS;

    /** An event loop that is blocked must not hold up a reload or the end of the process. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Transport transport;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Pipelines.Doorway doorway;
    private final InheritedSockets inherited =
            InheritedSockets.of(System.getenv(), ProcessHandle.current().pid());
    private volatile List<Listener> open = List.of();

    /** Opens no listener. A {@link #plan} opens them. */
    public Listeners(Transport transport, SessionFactory sessions, ProxyMetrics metrics) {
        this.transport = transport;
        LimitsConfig limits = sessions.service().limits();
        UnreadAnswers unread = new UnreadAnswers(limits.unreadMemory());
        metrics.unreadMemory(unread::bytes);
        HandshakeTurns turns = new HandshakeTurns(limits.handshakes());
        metrics.handshakeTurns(turns::waiting, turns::waited);
        this.doorway = new Pipelines.Doorway(
                sessions, new ConnectionLimiter(limits), unread, new EndLines(), turns, connections, metrics);
    }

    /**
     * Prepares a change of the listeners and loads the additional certificates. It has no effect before the plan is
     * applied.
     *
     * @throws TlsException if certificates cannot be served; contains all problems with their settings
     * @throws IOException if a listener cannot be removed; the message names it and the reason
     */
    public ListenerPlan plan(List<ListenerConfig> wanted) throws TlsException, IOException {
        return ListenerPlan.make(this, wanted);
    }

    Listener open(Pipelines pipelines) throws IOException {
        int port = pipelines.listener().address().port();
        boolean own = open.stream().anyMatch(listener -> listener.address().getPort() == port);
        return Listener.open(pipelines, transport, inherited, own);
    }

    Pipelines pipelines(ListenerConfig config, @Nullable SharedContexts contexts) {
        return new Pipelines(transport, config, contexts, doorway);
    }

    ProxyMetrics metrics() {
        return doorway.metrics();
    }

    List<Listener> open() {
        return open;
    }

    void become(List<Listener> next) {
        open = List.copyOf(next);
    }

    /**
     * Call this after all listeners are open. The service manager may hold sockets that no listener has taken. Clients
     * that connect to them are closed immediately, because they would wait for ever.
     */
    public void closeClientsOfOthers() {
        for (InetSocketAddress address : inherited.untaken()) {
            EpollServerSocketChannel socket = Objects.requireNonNull(inherited.take(address));
            new ServerBootstrap()
                    .group(transport.loops())
                    .channelFactory(() -> socket)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel client) {
                            client.close();
                        }
                    })
                    .register()
                    .awaitUninterruptibly();
            log.atWarn()
                    .addKeyValue("address", NetUtil.toSocketAddressString(address))
                    .log(
                            "the service manager listens here for this service, but no listener has the address: clients that connect are"
                                    + " closed; " + InheritedSockets.REMEDY);
        }
    }

    /** The current client connections. */
    public ConnectionCounts counts() {
        return doorway.limiter();
    }

    /** The actual listening addresses, by listener name. */
    public Map<String, InetSocketAddress> addresses() {
        Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
        open.forEach(listener -> addresses.put(listener.name(), listener.address()));
        return addresses;
    }

    /** The TLS contexts of all listeners. */
    public List<TlsContexts> contexts() {
        return open.stream()
                .map(listener -> listener.pipelines().contexts())
                .filter(shared -> shared != null)
                .map(SharedContexts::contexts)
                .toList();
    }

    /** Sets the limits for clients. A limit that is already exceeded applies to the next connections. */
    public void limits(LimitsConfig limits) {
        doorway.limiter().limits(limits);
        doorway.unread().limit(limits.unreadMemory());
        doorway.turns().limit(limits.handshakes());
    }

    /**
     * Gives the snapshot to every session between two of its events. Returns when all sessions have it, if new sessions
     * received it before. Must not be called on an event loop.
     */
    public void serve(Service next) {
        connections.forEach(connection -> connection.pipeline().fireUserEventTriggered(next));
        awaitLoops();
    }

    /** Waits until each event loop has begun all connections accepted before and has run all tasks submitted before. */
    void awaitLoops() {
        transport.loops().forEach(loop -> loop.submit(() -> {})
                .awaitUninterruptibly(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }

    /**
     * Leaves new connections to the next gateway process as soon as it listens on the same addresses. Accepts until
     * then.
     */
    public void leaveToNext() {
        open.forEach(Listener::leaveToNext);
    }

    /** Names of listeners that no longer listen. During {@link #drain} this is not a fault. */
    public List<String> closed() {
        return open.stream()
                .filter(listener -> !listener.isOpen())
                .map(Listener::name)
                .toList();
    }

    /** Stops accepting, lets operations in flight end, and waits for the last session, at most {@code limit}. */
    public boolean drain(Duration limit) {
        open.forEach(Listener::close);
        awaitLoops();
        connections.forEach(connection -> connection.pipeline().fireUserEventTriggered(ClientHandler.DRAIN));
        return connections.newCloseFuture().awaitUninterruptibly(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        List<Listener> closing = open;
        closing.forEach(Listener::close);
        connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        open = List.of();
        for (Listener each : closing) {
            SharedContexts contexts = each.pipelines().contexts();
            if (contexts != null) {
                contexts.release();
            }
        }
    }
}
