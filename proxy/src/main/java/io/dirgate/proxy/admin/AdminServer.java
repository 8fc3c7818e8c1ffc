package io.dirgate.proxy.admin;

import io.dirgate.proxy.ports.SharedPort;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Serves {@code /healthz}, {@code /readyz} and {@code /metrics} over HTTP, on its own thread so that it answers even if
 * the gateway is busy. A connection carries one request. It has two seconds for the first byte and ten seconds in
 * total. If there are too many connections, the oldest one is closed, so that no client can block the server.
 */
public final class AdminServer implements AutoCloseable {
    private static final int LONGEST_LINE = 2_048;
    private static final int LARGEST_HEADER = 8_192;

    /** Connections that the kernel completes before they are accepted. */
    private static final int BACKLOG = 1_024;

    /** Limits for clients. */
    record Limits(int connections, Duration silence, Duration perConnection) {
        static final Limits DEFAULT = new Limits(128, Duration.ofSeconds(2), Duration.ofSeconds(10));
    }

    private final EventLoopGroup loop;
    private final Channel channel;
    private final OpenConnections open;

    private AdminServer(EventLoopGroup loop, Channel channel, OpenConnections open) {
        this.loop = loop;
        this.channel = channel;
        this.open = open;
    }

    /**
     * Starts to listen.
     *
     * @param buffers allocator for the connections' buffers
     * @throws IOException if the server cannot listen on the address; the message names the address and the reason
     */
    public static AdminServer start(InetSocketAddress address, Pages pages, ByteBufAllocator buffers)
            throws IOException {
        return start(address, pages, Limits.DEFAULT, buffers);
    }

    static AdminServer start(InetSocketAddress address, Pages pages, Limits limits, ByteBufAllocator buffers)
            throws IOException {
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("admin", true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        OpenConnections open = new OpenConnections(limits);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOCATOR, buffers)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        client.pipeline()
                                .addLast("limits", open)
                                .addLast(
                                        "http",
                                        new HttpServerCodec(new HttpDecoderConfig()
                                                .setMaxInitialLineLength(LONGEST_LINE)
                                                .setMaxHeaderSize(LARGEST_HEADER)))
                                .addLast("pages", new AdminHandler(pages, open));
                    }
                });
        var bound = SharedPort.bind(bootstrap, address);
        if (!bound.isSuccess()) {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort()
                            + " for health checks and metrics: " + bound.cause().getMessage(),
                    bound.cause());
        }
        // Last in the pipeline, after Netty's own acceptor, which pauses first.
        bound.channel().pipeline().addLast(new OutOfDescriptors(open));
        return new AdminServer(loop, bound.channel(), open);
    }

    /** The listening address, with the actual port if port 0 was configured. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Leaves new connections to the next gateway process as soon as it listens. Serves until then. */
    public void leaveToNext() {
        SharedPort.leaveToNext(channel);
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        loop.submit(open::closeAll).awaitUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
