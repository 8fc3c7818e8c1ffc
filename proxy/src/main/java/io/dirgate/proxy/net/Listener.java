package io.dirgate.proxy.net;

import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.config.ListenerConfig;
import io.dirgate.proxy.ports.InheritedSockets;
import io.dirgate.proxy.ports.SharedPort;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.atomic.AtomicReference;

/** One listening address for clients. The handlers for new connections can change; the socket stays. */
final class Listener implements AutoCloseable {
    /**
     * Connections that the kernel completes before they are accepted. Large enough for a burst after a network fault.
     */
    private static final int BACKLOG = 4096;

    private static final String DOORKEEPER = "doorkeeper";
    private static final String FAULTS = "acceptFaults";

    private final Channel channel;
    private final boolean inherited;
    private final AtomicReference<Pipelines> pipelines;

    /** @param inherited whether the service manager keeps the socket for the next gateway */
    private Listener(Channel channel, boolean inherited, AtomicReference<Pipelines> pipelines) {
        this.channel = channel;
        this.inherited = inherited;
        this.pipelines = pipelines;
    }

    /**
     * Listens, but accepts no connection before {@link #accept}.
     *
     * @param own whether another listener of this gateway may have an overlapping address that it is about to leave
     * @throws IOException if the gateway cannot listen on the address; the message names it and the reason
     */
    static Listener open(Pipelines first, Transport transport, InheritedSockets inherited, boolean own)
            throws IOException {
        Endpoint address = first.listener().address();
        InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
        if (socket.isUnresolved()) {
            throw new IOException(ListenProblem.describe(address, new UnresolvedAddressException()));
        }
        AtomicReference<Pipelines> pipelines = new AtomicReference<>(first);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(transport.loops())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        pipelines.get().begin(accepted);
                    }
                });
        transport.dress(bootstrap);
        EpollServerSocketChannel kept = inherited.take(socket);
        ChannelFuture bound = kept == null
                ? SharedPort.bind(bootstrap.channel(transport.serverChannel()), socket, own)
                : bootstrap.channelFactory(() -> kept).register().awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    ListenProblem.describe(address, bound.cause()) + inherited.explain(socket.getPort()),
                    bound.cause());
        }
        bound.channel().pipeline().addFirst(DOORKEEPER, first.newDoorkeeper());
        // Last in the pipeline, after Netty's own acceptor, which pauses first.
        bound.channel()
                .pipeline()
                .addLast(FAULTS, new AcceptFaults(first.listener().name()));
        return new Listener(bound.channel(), kept != null, pipelines);
    }

    /** Starts to accept connections. */
    void accept() {
        channel.config().setAutoRead(true);
    }

    Pipelines pipelines() {
        return pipelines.get();
    }

    /** Sets the handlers for new connections. Existing connections keep theirs. */
    void become(Pipelines next) {
        pipelines.set(next);
        channel.pipeline().replace(DOORKEEPER, DOORKEEPER, next.newDoorkeeper());
        channel.pipeline()
                .replace(FAULTS, FAULTS, new AcceptFaults(next.listener().name()));
    }

    ListenerConfig config() {
        return pipelines.get().listener();
    }

    String name() {
        return config().name();
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /** True if the service manager continues to listen after this listener is closed. */
    boolean isInherited() {
        return inherited;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Leaves new connections to the next gateway process as soon as it listens. */
    void leaveToNext() {
        if (!inherited) {
            SharedPort.leaveToNext(channel);
        }
    }

    /** Stops accepting. Existing connections continue. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }
}
