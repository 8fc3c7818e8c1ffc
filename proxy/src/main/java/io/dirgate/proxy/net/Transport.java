package io.dirgate.proxy.net;

import io.dirgate.proxy.backend.Connector;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
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
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The process's event loops with their type of sockets: epoll, or NIO if epoll does not load. */
public final class Transport implements AutoCloseable {
    /**
     * Time after which a server that acknowledges nothing is considered lost. Not applied to clients, because Linux
     * also counts a reader's pause.
     */
    private static final Duration UNACKNOWLEDGED = Duration.ofSeconds(20);

    /** Time after which an event loop that runs no task is considered blocked. */
    private static final Duration BLOCKED = Duration.ofSeconds(10);

    /** Samba's backlog of connections, minus some for other clients of the server. */
    private static final int SAMBA_BACKLOG = 8;

    /**
     * Number of reads of up to 64 KB before the bytes are forwarded. 256 KB of a large result still fit a core's cache.
     * A client that stops reading leaves no more than this in memory.
     */
    private static final RecvByteBufAllocator FOUR_READS = new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(4);

    /** Time limit for one of several name servers, before the next one is queried. */
    private static final Duration NAME_SERVER_TIMEOUT = Duration.ofSeconds(2);

    /** In seconds: idle time before the first keep-alive probe detects a lost peer. */
    private static final int KEEP_IDLE = 60;

    private static final int KEEP_INTERVAL = 10;
    private static final int KEEP_COUNT = 3;

    /**
     * In bytes: unsent data that the kernel buffers for a client. Otherwise up to 4 MB for each client that does not
     * read.
     */
    private static final int UNSENT = 256 * 1024;

    // Constants of Linux, equal on all architectures that Netty's native transport supports.
    private static final int SOL_SOCKET = 1;
    private static final int IPPROTO_TCP = 6;

    private final Descriptors descriptors = Descriptors.ofProcess();
    private final KeptBuffers kept = new KeptBuffers();
    private final int threads;
    private final boolean epoll = Epoll.isAvailable();
    private final MultiThreadIoEventLoopGroup loops;
    private final StuckLoops stuck = new StuckLoops(BLOCKED, System::nanoTime);

    /** @param threads number of event loops; sessions are distributed over them */
    public Transport(int threads) {
        this.threads = threads;
        loops = group("session", threads);
        stuck.add("session", loops);
    }

    private MultiThreadIoEventLoopGroup group(String name, int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory(name, true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /** Buffers reserved for the gateway's own tasks. */
    public ByteBufAllocator keptBuffers() {
        return kept.allocator();
    }

    Descriptors descriptors() {
        return descriptors;
    }

    public MultiThreadIoEventLoopGroup loops() {
        return loops;
    }

    /** Descriptions of blocked event loops; empty if there are none. */
    public List<String> stuckLoops() {
        return stuck.look();
    }

    Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /**
     * Sockets for connections to the directory servers. Names are resolved without blocking.
     *
     * @param nameServers empty to use the machine's own
     */
    public Connector.Sockets sockets(List<InetSocketAddress> nameServers) {
        return new Connector.Sockets(
                this::newServerConnection,
                this::newProbeConnection,
                newAddresses(nameServers),
                Math.max(1, SAMBA_BACKLOG / threads));
    }

    /**
     * Resolver of the directory servers' addresses. The caller closes it.
     *
     * @param nameServers empty to use the machine's own
     */
    public AddressResolverGroup<InetSocketAddress> newAddresses(List<InetSocketAddress> nameServers) {
        return new LastGoodAddresses(new DnsAddressResolverGroup(resolvers(nameServers)));
    }

    /** A separate resolver. The caller closes it. */
    public DnsNameResolver newResolver(List<InetSocketAddress> nameServers) {
        return resolvers(nameServers).eventLoop(loops.next()).build();
    }

    private DnsNameResolverBuilder resolvers(List<InetSocketAddress> nameServers) {
        DnsNameResolverBuilder builder = new DnsNameResolverBuilder()
                .datagramChannelType(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                // For answers that are too large for a datagram.
                .socketChannelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class);
        return nameServers.isEmpty()
                ? builder
                : builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(nameServers))
                        .queryTimeoutMillis(NAME_SERVER_TIMEOUT.toMillis());
    }

    /** A connection to a directory server for a client. */
    private Channel newServerConnection() {
        if (!descriptors.areLeft()) {
            throw new ChannelException("too many open files");
        }
        Channel channel = newConnection();
        descriptors.count(channel);
        return channel;
    }

    private Channel newProbeConnection() {
        Channel channel = newConnection();
        channel.config().setAllocator(kept.allocator());
        return channel;
    }

    private Channel newConnection() {
        Channel channel = epoll ? new EpollSocketChannel() : new NioSocketChannel();
        dress(channel);
        // The connector has its own time limit, from name resolution to the end of the TLS handshake.
        channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
        channel.config().setRecvByteBufAllocator(FOUR_READS);
        if (epoll) {
            channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, (int) UNACKNOWLEDGED.toMillis());
        }
        return channel;
    }

    private void dress(Channel channel) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        if (epoll) {
            channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, KEEP_IDLE);
            channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, KEEP_INTERVAL);
            channel.config().setOption(EpollChannelOption.TCP_KEEPCNT, KEEP_COUNT);
        }
    }

    /**
     * Sets the options of all client connections on the listening socket. Linux inherits them, which saves a system
     * call for each option of each connection.
     */
    void dress(ServerBootstrap listening) {
        if (!epoll) {
            listening.childOption(ChannelOption.TCP_NODELAY, true).childOption(ChannelOption.SO_KEEPALIVE, true);
            return;
        }
        listening
                .option(inherited("TCP_NODELAY", IPPROTO_TCP, 1), 1)
                .option(inherited("SO_KEEPALIVE", SOL_SOCKET, 9), 1)
                .option(inherited("TCP_KEEPIDLE", IPPROTO_TCP, 4), KEEP_IDLE)
                .option(inherited("TCP_KEEPINTVL", IPPROTO_TCP, 5), KEEP_INTERVAL)
                .option(inherited("TCP_KEEPCNT", IPPROTO_TCP, 6), KEEP_COUNT)
                .option(inherited("TCP_NOTSENT_LOWAT", IPPROTO_TCP, 25), UNSENT);
    }

    private static IntegerUnixChannelOption inherited(String name, int level, int number) {
        return new IntegerUnixChannelOption(name, level, number);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        kept.close();
    }

    /** For the log line at the start. */
    @Override
    public String toString() {
        return epoll ? "epoll" : "NIO (epoll does not load: " + Epoll.unavailabilityCause() + ")";
    }
}
