package io.dirgate.proxy.net;

import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.ports.InheritedSockets;
import io.dirgate.proxy.ports.SharedPort;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;

/** One address that clients connect to. */
final class Listener implements AutoCloseable {
    /** Connections that the kernel completes before they are accepted: a burst after a network fault must find room. */
    private static final int BACKLOG = 4096;

    private final String name;
    private final Channel channel;
    private final boolean inherited;

    /** @param inherited whether the service manager keeps the socket for the next gateway */
    private Listener(String name, Channel channel, boolean inherited) {
        this.name = name;
        this.channel = channel;
        this.inherited = inherited;
    }

    /** @throws IOException if the address cannot be listened on; the message says which and why */
    static Listener open(
            String name, Endpoint address, Transport transport, Pipelines pipelines, InheritedSockets inherited)
            throws IOException {
        InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
        if (socket.isUnresolved()) {
            throw new IOException(ListenProblem.describe(address, new UnresolvedAddressException()));
        }
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(transport.loops())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(pipelines);
        transport.dress(bootstrap);
        EpollServerSocketChannel kept = inherited.take(socket);
        ChannelFuture bound = kept == null
                ? SharedPort.bind(bootstrap.channel(transport.serverChannel()), socket)
                : bootstrap.channelFactory(() -> kept).register().awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    ListenProblem.describe(address, bound.cause()) + inherited.explain(socket.getPort()),
                    bound.cause());
        }
        bound.channel().pipeline().addFirst(pipelines.newDoorkeeper());
        // Last, behind Netty's own acceptor, which pauses first.
        bound.channel().pipeline().addLast(new AcceptFaults(name));
        return new Listener(name, bound.channel(), kept != null);
    }

    String name() {
        return name;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Leaves new connections to the next gateway, as soon as there is one. */
    void leaveToNext() {
        if (!inherited) {
            SharedPort.leaveToNext(channel);
        }
    }

    /** Accepts no more; connections live on. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }
}
