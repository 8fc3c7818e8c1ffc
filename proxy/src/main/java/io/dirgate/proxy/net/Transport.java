package io.dirgate.proxy.net;

import io.dirgate.proxy.backend.Connector;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The process's event loops and the kind of sockets that belong to them: epoll's, or NIO's where epoll does not load. */
public final class Transport implements AutoCloseable {
    /** A server that takes nothing for this long is gone. Not for clients: Linux counts a reader's pause as well. */
    private static final Duration UNACKNOWLEDGED = Duration.ofSeconds(20);

    /** The connections that Samba lets wait to be accepted, less some for others than this gateway. */
    private static final int SAMBA_BACKLOG = 8;

    private final int threads;
    private final boolean epoll = Epoll.isAvailable();
    private final MultiThreadIoEventLoopGroup acceptors;
    private final MultiThreadIoEventLoopGroup loops;

    /** @param threads event loops; sessions are spread over them */
    public Transport(int threads) {
        this.threads = threads;
        acceptors = group("accept", 1);
        loops = group("session", threads);
    }

    private MultiThreadIoEventLoopGroup group(String name, int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory(name, true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    MultiThreadIoEventLoopGroup acceptors() {
        return acceptors;
    }

    public MultiThreadIoEventLoopGroup loops() {
        return loops;
    }

    Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Sockets towards the directory servers. Names are asked of the machine's own name servers, without blocking. */
    public Connector.Sockets sockets() {
        return new Connector.Sockets(
                this::newClientChannel,
                new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                        .datagramChannelType(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)),
                Math.max(1, SAMBA_BACKLOG / threads));
    }

    private Channel newClientChannel() {
        Channel channel = epoll ? new EpollSocketChannel() : new NioSocketChannel();
        dress(channel);
        if (epoll) {
            channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, (int) UNACKNOWLEDGED.toMillis());
        }
        return channel;
    }

    /** The options of every connection, clients' and servers'. */
    void dress(Channel channel) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        if (epoll) {
            channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, 60);
            channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, 10);
            channel.config().setOption(EpollChannelOption.TCP_KEEPCNT, 3);
        }
    }

    @Override
    public void close() {
        acceptors.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    /** For the line said at start. */
    @Override
    public String toString() {
        return epoll ? "epoll" : "NIO (epoll does not load: " + Epoll.unavailabilityCause() + ")";
    }
}
