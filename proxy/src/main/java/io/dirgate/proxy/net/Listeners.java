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

/** All addresses that clients connect to, and all connections that came in by them. */
public final class Listeners implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    /** The metric's labels of connections that are refused. */
    public static final List<String> REFUSALS = Refusals.LABELS;

    /** An event loop that is blocked must not hold up a reload or the end of the process. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Transport transport;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Pipelines.Doorway doorway;
    private final InheritedSockets inherited =
            InheritedSockets.of(System.getenv(), ProcessHandle.current().pid());
    private volatile List<Listener> open = List.of();

    /** None is open at first: a {@link #plan} opens them. */
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
     * Loads the certificates that these listeners need besides those that there are. Nobody notices before the plan is applied.
     *
     * @throws TlsException if certificates cannot be served, all of them with their settings
     * @throws IOException if a listener cannot be left out; the message says which and why
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
     * To be called when all listeners are open. The service manager may keep sockets that no listener has taken: clients that connect
     * there are closed at once, else they would wait for ever.
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

    /** Clients' connections now. */
    public ConnectionCounts counts() {
        return doorway.limiter();
    }

    /** By listener's name, where each really listens. */
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

    /** What clients may take from now on. A limit that is exceeded already holds for the next ones. */
    public void limits(LimitsConfig limits) {
        doorway.limiter().limits(limits);
        doorway.unread().limit(limits.unreadMemory());
        doorway.turns().limit(limits.handshakes());
    }

    /**
     * Gives every session the snapshot, between two of its events. Returns when all have it, if new sessions were given it before. Not
     * for event loops.
     */
    public void serve(Service next) {
        connections.forEach(connection -> connection.pipeline().fireUserEventTriggered(next));
        awaitLoops();
    }

    /** Each event loop has then begun all connections that were accepted before, and done all that it was told to. */
    void awaitLoops() {
        transport.loops().forEach(loop -> loop.submit(() -> {})
                .awaitUninterruptibly(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Leaves new connections to the next gateway, as soon as one listens on the same addresses; goes on to accept until then. */
    public void leaveToNext() {
        open.forEach(Listener::leaveToNext);
    }

    /** Listeners that no longer listen, by name; while {@link #drain} runs that is no fault. */
    public List<String> closed() {
        return open.stream()
                .filter(listener -> !listener.isOpen())
                .map(Listener::name)
                .toList();
    }

    /** Accepts no more, lets operations in flight end, and waits for the last session, at most {@code limit}. */
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
