package io.dirgate.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.config.Affinity;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.discovery.FoundServer;
import io.dirgate.proxy.ldap.LdapText;
import io.dirgate.proxy.upstream.IdleConnections;
import io.dirgate.proxy.upstream.UpstreamProvider;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Ticker;
import java.io.ByteArrayOutputStream;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Directory servers that do what a test says, without a socket: a session's connections to them are embedded channels. Each
 * connection that a session asks for waits until the test {@linkplain Peer#accept accepts} it or {@linkplain Peer#fail fails} it.
 */
public final class ScriptedServers implements UpstreamProvider {
    /** {@code upstream.operationTimeout} of the connections. */
    public static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(20);

    private final Ticker clock;
    private final Directory directory;
    private final Deque<Peer> asked = new ArrayDeque<>();
    private final List<Peer> all = new ArrayList<>();
    private final List<Consumer<Boolean>> probes = new ArrayList<>();
    private final List<Peer> free = new ArrayList<>();
    private boolean recycling;
    private int givenBack;

    /** @param hosts servers that are up, in the order in which sessions try them: each in a tier of its own */
    public ScriptedServers(Ticker clock, String... hosts) {
        this.clock = clock;
        List<Server> servers = new ArrayList<>();
        for (String host : hosts) {
            Server server = new Server(
                    new FoundServer(new Endpoint(host, 389), servers.size()),
                    ServerHealthTest.health(Duration.ZERO),
                    new Server.Watch() {
                        @Override
                        public void suspect(Server suspect, String reason) {
                            // Its health is what the test says.
                        }

                        @Override
                        public void probeNow(Server silent, Runnable then) {
                            probes.add(answered -> {
                                silent.responds(answered);
                                then.run();
                            });
                        }
                    });
            server.health().succeeded();
            servers.add(server);
        }
        directory = new Directory(Affinity.NONE, servers);
    }

    public Directory directory() {
        return directory;
    }

    /** The connection that a session has asked for, and for which the test has not answered yet. */
    public Peer next() {
        assertThat(asked).as("connections that a session waits for").isNotEmpty();
        return asked.remove();
    }

    /** Sessions get the connections that others left. */
    public void recycle() {
        recycling = true;
    }

    /** Each connection that is being made or that there is. */
    public List<Peer> peers() {
        all.removeIf(Peer::isClosed);
        asked.removeIf(Peer::isClosed);
        return List.copyOf(all);
    }

    /** True if the test has not answered for this connection yet. */
    public boolean isAsked(Peer peer) {
        return asked.contains(peer);
    }

    /** Makes the connection. */
    public void accept(Peer peer) {
        asked.remove(peer);
        peer.accept();
    }

    /** Operations that the servers owe an answer. */
    public int operationsInFlight() {
        return directory.servers().stream().mapToInt(Server::operationsInFlight).sum();
    }

    /** True if no session waits for a connection. */
    public boolean isIdle() {
        return asked.stream().allMatch(Peer::isClosed);
    }

    /** Answers the quick probes that wait, or lets them fail; returns how many there were. */
    public int answerProbes(boolean answered) {
        List<Consumer<Boolean>> waiting = List.copyOf(probes);
        probes.clear();
        waiting.forEach(probe -> probe.accept(answered));
        return waiting.size();
    }

    /** The server of this host. */
    public Server server(String host) {
        return directory.servers().stream()
                .filter(server -> server.address().host().equals(host))
                .findFirst()
                .orElseThrow();
    }

    /** Health checks have taken the server out. */
    public void takeDown(String host) {
        ServerHealthTest.fallOf(server(host).health());
    }

    /** A quick probe of the server was answered, or was not. */
    public void responds(String host, boolean answered) {
        server(host).responds(answered);
    }

    /** Connections that sessions left for the next one. */
    public int givenBack() {
        return givenBack;
    }

    /** Runs what is due on every connection. */
    public void settle() {
        for (Peer peer : List.copyOf(all)) {
            peer.channel.runPendingTasks();
        }
    }

    /** Ends all connections and releases what nobody has read. */
    public void close() {
        List.copyOf(all).forEach(peer -> peer.channel.finishAndReleaseAll());
    }

    @Override
    public @Nullable BackendConnection takeFree(EventLoop loop, Server server, BackendConnection.Owner owner) {
        for (Peer peer : recycling ? List.copyOf(free) : List.<Peer>of()) {
            if (peer.connection.server() == server && !peer.isClosed()) {
                free.remove(peer);
                peer.connection.handTo(owner);
                return peer.connection;
            }
        }
        return null;
    }

    @Override
    public BackendConnection connect(EventLoop loop, Server server, BackendConnection.Owner owner) {
        EmbeddedChannel channel = EmbeddedChannel.builder().ticker(clock).build();
        channel.pipeline().addLast(new Wire());
        Peer peer = new Peer(new BackendConnection(loop, server, channel, owner), channel);
        asked.add(peer);
        all.add(peer);
        return peer.connection;
    }

    @Override
    public void giveBack(BackendConnection connection) {
        givenBack++;
        all.stream().filter(peer -> peer.connection == connection).forEach(peer -> {
            peer.leave();
            free.add(peer);
        });
    }

    /** As a socket does, it is done with a buffer once its bytes are written. */
    private static final class Wire extends ChannelOutboundHandlerAdapter {
        private boolean broken;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ByteBuf bytes = (ByteBuf) message;
            if (broken) {
                promise.tryFailure(new ClosedChannelException());
            } else {
                ctx.write(Unpooled.copiedBuffer(bytes), promise);
            }
            bytes.release();
        }
    }

    /** The server's end of one connection. */
    public static final class Peer {
        private final BackendConnection connection;
        private final EmbeddedChannel channel;

        private Peer(BackendConnection connection, EmbeddedChannel channel) {
            this.connection = connection;
            this.channel = channel;
        }

        /** Its session has left it: nothing more is said on it. */
        private void leave() {
            new IdleConnections(connection.server(), () -> {}).add(connection);
        }

        /** The server's host. */
        public String host() {
            return connection.server().address().host();
        }

        /** The connection is made. */
        public Peer accept() {
            channel.pipeline().addLast(connection.decoder(), new BackendHandler(connection, OPERATION_TIMEOUT));
            connection.onConnected();
            return this;
        }

        /** The connection cannot be made, or is lost for the given reason. */
        public void fail(Loss.Kind kind) {
            connection.lose(new Loss(kind, "it was told to fail"));
        }

        /** What has arrived since the last call, as {@link LdapText#describe} writes it. */
        public List<String> received() {
            return LdapText.describe(receivedBytes());
        }

        /** The bytes that have arrived since the last call. */
        public byte[] receivedBytes() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (@Nullable ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
                byte[] bytes = new byte[out.readableBytes()];
                out.readBytes(bytes).release();
                all.writeBytes(bytes);
            }
            return all.toByteArray();
        }

        /** Sends these messages in one read. */
        public void send(String... lines) {
            send(Stream.of(lines).map(LdapText::encode).reduce(new byte[0], Peer::join));
        }

        public void send(byte[] bytes) {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        }

        /** Sends the first bytes of a message, and the rest by the returned action. */
        public Runnable sendInPart(String line) {
            byte[] whole = LdapText.encode(line);
            int half = whole.length / 2;
            send(Arrays.copyOf(whole, half));
            return () -> send(Arrays.copyOfRange(whole, half, whole.length));
        }

        /** The server closes, or the network does. */
        public void hangUp() {
            channel.close();
            channel.runPendingTasks();
        }

        /** The connection is gone, and its session learns of it when it writes. */
        public void breakUnnoticed() {
            channel.pipeline().get(Wire.class).broken = true;
        }

        /** True if the gateway has closed. */
        public boolean isClosed() {
            return !channel.isOpen();
        }

        /** True while the gateway reads what the server sends. */
        public boolean isRead() {
            return channel.config().isAutoRead();
        }

        private static byte[] join(byte[] one, byte[] other) {
            byte[] both = Arrays.copyOf(one, one.length + other.length);
            System.arraycopy(other, 0, both, one.length, other.length);
            return both;
        }
    }
}
