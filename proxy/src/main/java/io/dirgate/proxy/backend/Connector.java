package io.dirgate.proxy.backend;

import io.dirgate.proxy.config.DirectoryConfig;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.config.UpstreamConfig;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.tls.UpstreamTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Opens connections to directory servers over the configured transport. Shared by all event loops. */
public final class Connector {
    private final Sockets sockets;
    private final ProxyMetrics metrics;
    private volatile Route route;

    /** Connections of another generation were made by rules that no longer hold. */
    private volatile Object generation = new Object();

    private final FastThreadLocal<Map<Server, ConnectQueue>> queues = new FastThreadLocal<>() {
        @Override
        protected Map<Server, ConnectQueue> initialValue() {
            return new WeakHashMap<>();
        }
    };

    public Connector(
            Sockets sockets,
            DirectoryConfig directory,
            UpstreamConfig upstream,
            UpstreamTls tls,
            ProxyMetrics metrics) {
        this.sockets = sockets;
        this.metrics = metrics;
        this.route = new Route(sockets.resolvers(), directory, upstream, tls);
    }

    /** How servers are reached. */
    private record Route(
            AddressResolverGroup<InetSocketAddress> resolvers,
            DirectoryConfig directory,
            UpstreamConfig upstream,
            UpstreamTls tls) {}

    /** New connections are made in this way. Any thread. */
    public void become(
            AddressResolverGroup<InetSocketAddress> resolvers,
            DirectoryConfig directory,
            UpstreamConfig upstream,
            UpstreamTls tls) {
        boolean other = tls != route.tls || directory.transport() != route.directory.transport();
        route = new Route(resolvers, directory, upstream, tls);
        if (other) {
            outdate();
        }
    }

    /** Connections that there are may go on, but not to another session: servers are to be verified anew. Any thread. */
    public void outdate() {
        generation = new Object();
    }

    /** True if the connection may have another session. */
    public boolean mayBeRecycled(BackendConnection connection) {
        return route.upstream.recycle() && connection.isOf(generation);
    }

    /**
     * The sockets of the process's transport, epoll or NIO.
     *
     * @param channels creates channels with their options set; refuses if the process runs out of file descriptors
     * @param probes same as {@code channels}, but may use the last file descriptors, which are reserved for probes
     *     among others
     * @param connectsAtOnce maximum number of connections to one server that an event loop opens at the same time
     */
    public record Sockets(
            ChannelFactory<? extends Channel> channels,
            ChannelFactory<? extends Channel> probes,
            AddressResolverGroup<InetSocketAddress> resolvers,
            int connectsAtOnce) {}

    /**
     * Starts to open a connection, immediately or when its turn comes. The owner is called on {@code loop} with the
     * outcome, never before this method returns. Call this on {@code loop}.
     */
    public BackendConnection connect(EventLoop loop, Server server, BackendConnection.Owner owner) {
        ConnectQueue queue = queues.get().computeIfAbsent(server, of -> new ConnectQueue(sockets.connectsAtOnce()));
        server.opening();
        BackendConnection opening = open(
                loop,
                server,
                owner,
                connection -> queue.enter(lost -> {
                    if (lost != null) {
                        connection.onLost(lost);
                    } else {
                        connection.onSettled(() -> loop.execute(() -> queue.done(connection.loss())));
                        begin(sockets.channels(), loop, connection);
                    }
                }));
        opening.onSettled(server::settled);
        return opening;
    }

    /**
     * Same as {@link #connect}, but without a queue. For probes, which must find the problem that the queued
     * connections wait for.
     */
    BackendConnection connectAtOnce(EventLoop loop, Server server, BackendConnection.Owner owner) {
        return open(loop, server, owner, connection -> begin(sockets.probes(), loop, connection));
    }

    private BackendConnection open(
            EventLoop loop, Server server, BackendConnection.Owner owner, Consumer<BackendConnection> then) {
        BackendConnection connection = new BackendConnection(loop, server, null, owner);
        connection.of(generation);
        loop.execute(() -> then.accept(connection));
        return connection;
    }

    private void begin(ChannelFactory<? extends Channel> channels, EventLoop loop, BackendConnection connection) {
        if (!connection.isConnecting()) {
            return;
        }
        long began = System.nanoTime();
        Duration timeout = route.upstream.connectTimeout();
        Future<?> deadline = loop.schedule(() -> expire(connection, timeout), timeout.toNanos(), TimeUnit.NANOSECONDS);
        Runnable established = () -> {
            deadline.cancel(false);
            metrics.upstreamConnected(connection.server().name(), System.nanoTime() - began);
            enterService(connection);
        };
        Endpoint address = connection.server().address();
        route.resolvers()
                .getResolver(loop)
                .resolve(InetSocketAddress.createUnresolved(address.host(), address.port()))
                .addListener(resolved -> {
                    if (resolved.isSuccess()) {
                        open(channels, loop, (InetSocketAddress) resolved.getNow(), connection, established);
                    } else {
                        connection.onLost(new Loss(
                                Loss.Kind.CONNECT_FAILED, ConnectFault.ofName(address.host(), resolved.cause())));
                    }
                });
    }

    /**
     * Registers the socket and connects it immediately. Epoll reports an unconnected socket as hung up. Netty would
     * then treat a connection in progress as established, and the first write would fail.
     */
    private void open(
            ChannelFactory<? extends Channel> channels,
            EventLoop loop,
            InetSocketAddress address,
            BackendConnection connection,
            Runnable established) {
        if (!connection.isConnecting()) {
            return;
        }
        try {
            Channel channel = channels.newChannel();
            connection.attach(channel);
            loop.register(channel).addListener(registered -> {
                if (registered.isSuccess()) {
                    connect(channel, address, connection, established);
                } else {
                    connection.onLost(new Loss(Loss.Kind.NO_SOCKET, ConnectFault.plain(registered.cause())));
                }
            });
        } catch (ChannelException outOfSockets) {
            connection.onLost(new Loss(Loss.Kind.NO_SOCKET, ConnectFault.plain(outOfSockets)));
        }
    }

    private void connect(
            Channel channel, InetSocketAddress address, BackendConnection connection, Runnable established) {
        channel.connect(address).addListener(done -> {
            if (done.isSuccess()) {
                secure(channel, connection, established);
            } else {
                connection.onLost(new Loss(Loss.Kind.CONNECT_FAILED, ConnectFault.ofConnect(done.cause())));
            }
        });
    }

    private void secure(Channel channel, BackendConnection connection, Runnable established) {
        switch (route.directory.transport()) {
            case PLAIN -> established.run();
            case LDAPS -> handshake(channel, connection, established);
            case START_TLS ->
                StartTlsRequest.send(channel, loss -> {
                    if (loss == null) {
                        handshake(channel, connection, established);
                    } else {
                        connection.onLost(loss);
                    }
                });
        }
    }

    private void handshake(Channel channel, BackendConnection connection, Runnable established) {
        Endpoint address = connection.server().address();
        SslHandler ssl = route.tls.newHandler(channel.alloc(), address.host(), address.port());
        channel.pipeline().addFirst("ssl", ssl);
        channel.pipeline().addLast("handshaking", new Handshaking());
        ssl.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                channel.pipeline().remove("handshaking");
                established.run();
            } else {
                connection.onLost(new Loss(Loss.Kind.TLS_FAILED, ConnectFault.ofTls(done.cause(), route.directory)));
            }
        });
    }

    /** Consumes the event. The handshake's future reports the failure. */
    private static final class Handshaking extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** The likely configuration error if all connections to the server fail. Begins with a semicolon, or is empty. */
    String remedy(Server server) {
        return ConnectFault.remedy(route.directory.transport(), server.address());
    }

    private void enterService(BackendConnection connection) {
        ChannelPipeline pipeline = connection.pipeline();
        Duration timeout = route.upstream.operationTimeout();
        pipeline.addLast("responses", connection.decoder());
        pipeline.addLast("backend", new BackendHandler(connection, timeout));
        connection.onConnected();
        if (!timeout.equals(route.upstream.operationTimeout())) {
            // It has changed since, perhaps before the server knew the connection.
            connection.operationTimeout(route.upstream.operationTimeout());
        }
    }

    private static void expire(BackendConnection connection, Duration timeout) {
        if (connection.isConnecting()) {
            connection.onLost(
                    new Loss(Loss.Kind.CONNECT_TIMEOUT, "no connection within " + timeout.toMillis() + " ms"));
        }
    }
}
