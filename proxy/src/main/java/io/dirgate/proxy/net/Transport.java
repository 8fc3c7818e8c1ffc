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

/** The process's event loops and the kind of sockets that belong to them: epoll's, or NIO's where epoll does not load. */
public final class Transport implements AutoCloseable {
    /** A server that takes nothing for this long is gone. Not for clients: Linux counts a reader's pause as well. */
    private static final Duration UNACKNOWLEDGED = Duration.ofSeconds(20);

    /** An event loop that has run nothing for this long is blocked for good. */
    private static final Duration BLOCKED = Duration.ofSeconds(10);

    /** The connections that Samba lets wait to be accepted, less some for others than this gateway. */
    private static final int SAMBA_BACKLOG = 8;

    /**
     * Of up to 64 KB each, before their bytes go on to the client: 256 KB of a large result are still in a core's cache then, and are
     * what a client that has stopped to read leaves in memory.
     */
    private static final RecvByteBufAllocator FOUR_READS = new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(4);

    /** Of several name servers the next is asked then. */
    private static final Duration NAME_SERVER_TIMEOUT = Duration.ofSeconds(2);

    /** Seconds: how soon a peer that is gone is noticed. */
    private static final int KEEP_IDLE = 60;

    private static final int KEEP_INTERVAL = 10;
    private static final int KEEP_COUNT = 3;

    /** Bytes that the kernel takes for a client beyond what is on its way: else up to 4 MB for each that does not read. */
    private static final int UNSENT = 256 * 1024;

    // Linux' numbers, the same on all architectures that Netty has a native transport for.
    private static final int SOL_SOCKET = 1;
    private static final int IPPROTO_TCP = 6;

    private final Descriptors descriptors = Descriptors.ofProcess();
    private final KeptBuffers kept = new KeptBuffers();
    private final int threads;
    private final boolean epoll = Epoll.isAvailable();
    private final MultiThreadIoEventLoopGroup loops;
    private final StuckLoops stuck = new StuckLoops(BLOCKED, System::nanoTime);

    /** @param threads event loops; sessions are spread over them */
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

    /** Buffers that clients cannot take. */
    public ByteBufAllocator keptBuffers() {
        return kept.allocator();
    }

    Descriptors descriptors() {
        return descriptors;
    }

    public MultiThreadIoEventLoopGroup loops() {
        return loops;
    }

    /** Event loops that are blocked, in words; empty if none is. */
    public List<String> stuckLoops() {
        return stuck.look();
    }

    Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /**
     * Sockets towards the directory servers. Names are resolved without blocking.
     *
     * @param nameServers empty: the machine's own
     */
    public Connector.Sockets sockets(List<InetSocketAddress> nameServers) {
        return new Connector.Sockets(
                this::newServerConnection,
                this::newProbeConnection,
                newAddresses(nameServers),
                Math.max(1, SAMBA_BACKLOG / threads));
    }

    /**
     * What finds the directory servers' addresses, to be closed by the taker.
     *
     * @param nameServers empty: the machine's own
     */
    public AddressResolverGroup<InetSocketAddress> newAddresses(List<InetSocketAddress> nameServers) {
        return new LastGoodAddresses(new DnsAddressResolverGroup(resolvers(nameServers)));
    }

    /** A resolver of its own, to be closed by the taker. */
    public DnsNameResolver newResolver(List<InetSocketAddress> nameServers) {
        return resolvers(nameServers).eventLoop(loops.next()).build();
    }

    private DnsNameResolverBuilder resolvers(List<InetSocketAddress> nameServers) {
        DnsNameResolverBuilder builder = new DnsNameResolverBuilder()
                .datagramChannelType(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                // Answers too large for a datagram.
                .socketChannelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class);
        return nameServers.isEmpty()
                ? builder
                : builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(nameServers))
                        .queryTimeoutMillis(NAME_SERVER_TIMEOUT.toMillis());
    }

    /** A connection to a directory server on behalf of a client. */
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
        // The connector has a time limit of its own, from the look-up of the name to the end of TLS.
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
     * The options of every client's connection. Linux hands them down from the socket that listens, which saves a system call each
     * for a connection that may never say anything.
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

    /** For the line said at start. */
    @Override
    public String toString() {
        return epoll ? "epoll" : "NIO (epoll does not load: " + Epoll.unavailabilityCause() + ")";
    }
}
