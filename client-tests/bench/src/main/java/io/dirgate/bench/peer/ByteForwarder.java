package io.dirgate.bench.peer;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A process that ends TLS and passes bytes on, and does nothing else: what the gateway's ground alone costs. Its difference to the gateway
 * is what it costs to understand LDAP. For measurements only, since nothing bounds what it holds for a peer that does not read.
 */
final class ByteForwarder {
    /** As many reads at a time of a large result as the gateway makes. */
    private static final RecvByteBufAllocator FOUR_READS = new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(4);

    private static final int BACKLOG = 4096;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final InetSocketAddress directory;
    private final SslContext tls;

    private ByteForwarder(Properties configuration) throws SSLException {
        directory = address(configuration.getProperty("directory"));
        tls = SslContextBuilder.forServer(
                        new File(configuration.getProperty("certificate")),
                        new File(configuration.getProperty("privateKey")))
                .sslProvider(SslProvider.OPENSSL)
                .protocols("TLSv1.3")
                .ciphers(List.of("TLS_AES_128_GCM_SHA256"))
                .build();
    }

    /** The command line that starts it with the gateway's flags. */
    static List<String> command(Path home, Path configuration) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + home.resolve("bin/dirgate.jvm"),
                "-cp",
                System.getProperty("java.class.path"),
                ByteForwarder.class.getName(),
                configuration.toString());
    }

    /** @param arguments its configuration */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Properties configuration = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of(arguments[0]))) {
            configuration.load(file);
        }
        new ByteForwarder(configuration).serve(address(configuration.getProperty("listen")));
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private void serve(InetSocketAddress listen) throws InterruptedException {
        new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        connect(client);
                    }
                })
                .bind(listen)
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    private void connect(Channel client) {
        Bytes fromClient = new Bytes();
        client.pipeline().addLast(tls.newHandler(client.alloc()), fromClient);
        Bytes fromDirectory = new Bytes();
        fromDirectory.to = client;
        fromClient.to = new Bootstrap()
                .group(client.eventLoop())
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel server) {
                        server.config().setRecvByteBufAllocator(FOUR_READS);
                        server.pipeline().addLast(fromDirectory);
                    }
                })
                .connect(directory)
                .addListener(connected -> {
                    if (connected.isSuccess()) {
                        client.config().setAutoRead(true);
                    } else {
                        client.close();
                    }
                })
                .channel();
    }

    /** What comes from one side goes to the other. */
    private static final class Bytes extends ChannelInboundHandlerAdapter {
        private @Nullable Channel to;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object bytes) {
            if (to == null) {
                ReferenceCountUtil.release(bytes);
            } else {
                to.write(bytes, to.voidPromise());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            if (to != null) {
                to.flush();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (to != null) {
                to.close();
            }
        }

        /** A connection that was reset, as at the end of a load. In the midst of one the load generator counts it as a fault. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
