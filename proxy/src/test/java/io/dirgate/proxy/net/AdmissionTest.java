package io.dirgate.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.client.ClientAddress;
import io.dirgate.proxy.client.TlsFault;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.config.LimitsConfig;
import io.dirgate.proxy.config.StartTls;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.session.ClientEntry;
import io.dirgate.proxy.session.ClientHandler;
import io.dirgate.proxy.session.ConnectionWatch;
import io.dirgate.proxy.tls.HandshakeTurns;
import io.dirgate.proxy.tls.HelloFault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a connection is before it says anything. */
class AdmissionTest {
    private final MockTicker clock = Ticker.newMockTicker();
    private final List<String> counted = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final List<Duration> handshakeTimes = new ArrayList<>();
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private LimitsConfig limits;
    private HandshakeTurns turns;
    private ConnectionLimiter limiter;

    @BeforeEach
    void configure() throws Exception {
        configure(2);
    }

    private void configure(int connections) throws Exception {
        limits = ConfigLoader.parse("""
                        listeners: [{ address: "127.0.0.1:0" }]
                        directory: { servers: ["dc1:389"] }
                        limits: { connections: %d, handshakes: 2, handshakeTimeout: 10s, firstRequestTimeout: 20s }
                        """.formatted(connections), Path.of(".")).limits();
        limiter = new ConnectionLimiter(limits);
        turns = new HandshakeTurns(limits.handshakes());
    }

    @AfterEach
    void end() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    @Test
    void aConnectionHasNoSessionBeforeItsFirstByte() {
        EmbeddedChannel client = connect(true);
        pass(Duration.ofSeconds(4));
        assertThat(heard).isEmpty();

        say(client, "hello");

        assertThat(heard).containsExactly("active", "hello");
        assertThat(handshakeTimes).containsExactly(Duration.ofSeconds(6));
    }

    @Test
    void aSilentConnectionEndsWithoutHavingHadASession() {
        EmbeddedChannel client = connect(true);
        pass(Duration.ofSeconds(10));

        assertThat(client.isOpen()).isFalse();
        assertThat(heard).isEmpty();
        assertThat(counted).containsExactly("connectionRefused ldaps silent");
    }

    @Test
    void aSilentConnectionBehindABalancerEndsOnce() {
        EmbeddedChannel client = connect(true, new ProxyHeaderHandler.Decoder());
        say(client, "PROXY TCP4 10.1.2.3 127.0.0.1 5555 636\r\n");
        pass(Duration.ofSeconds(10));

        assertThat(client.isOpen()).isFalse();
        assertThat(heard).isEmpty();
        assertThat(counted).containsExactly("connectionRefused ldaps silent");
    }

    @Test
    void aSilentConnectionInClearHasTheTimeOfAFirstRequestAndIsClosedQuietly() {
        EmbeddedChannel client = connect(false);
        pass(Duration.ofSeconds(19));
        assertThat(client.isActive()).isTrue();
        pass(Duration.ofSeconds(1));

        assertThat(client.<ByteBuf>readOutbound().isReadable()).isFalse();
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void aNewConnectionHasAMomentToAskWhenTheProcessEnds() {
        EmbeddedChannel silent = connect(true);
        EmbeddedChannel asking = connect(true);
        drain(silent);
        drain(asking);
        say(asking, "hello");
        pass(Duration.ofSeconds(2));

        assertThat(silent.isOpen()).isFalse();
        assertThat(asking.isOpen()).isTrue();
        assertThat(heard).containsExactly("active", "hello");
    }

    @Test
    void aBrokenClientHelloGetsItsAlertAndNoSession() {
        EmbeddedChannel client = connect(true);
        say(client, "rubbish");

        ByteBuf alert = client.readOutbound();
        assertThat(ByteBufUtil.hexDump(alert)).isEqualTo("15030100020232");
        alert.release();
        assertThat(client.isOpen()).isFalse();
        assertThat(heard).isEmpty();
        assertThat(counted).containsExactly("handshakeFailed ldaps other", "connectionRefused ldaps clientHello");
        assertThat(TlsFault.LABELS)
                .containsAll(
                        Stream.of(HelloFault.values()).map(HelloFault::label).toList());
    }

    @Test
    void aLoopBeginsAFewHandshakesAndLooksAtItsOtherConnectionsBeforeTheNext() throws Exception {
        configure(10);
        EmbeddedChannel bound = connect(true);
        say(bound, "bind");
        pass(Duration.ofNanos(1));
        List<EmbeddedChannel> clients =
                Stream.generate(() -> connect(true)).limit(5).toList();
        for (int i = 0; i < clients.size(); i++) {
            say(clients.get(i), "hello " + i);
        }
        assertThat(said()).containsExactly("bind", "hello 0", "hello 1");
        assertThat(turns.waiting()).isEqualTo(3);
        assertThat(clients.get(2).config().isAutoRead()).isFalse();

        say(bound, "search");
        assertThat(said()).endsWith("hello 1", "search");

        pass(Duration.ZERO);
        assertThat(said()).endsWith("search", "hello 2", "hello 3");
        assertThat(clients.get(2).config().isAutoRead()).isTrue();
        say(bound, "search again");
        pass(Duration.ofNanos(1));
        assertThat(said()).endsWith("hello 3", "search again", "hello 4");
        assertThat(turns.waiting()).isZero();
        assertThat(turns.waited()).isEqualTo(3);
    }

    @Test
    void aConnectionThatComesWhileOthersWaitIsNotReadBeforeItsTurn() throws Exception {
        configure(10);
        Stream.generate(() -> connect(true)).limit(3).toList().forEach(client -> say(client, "hello"));
        EmbeddedChannel newcomer = connect(true);
        assertThat(newcomer.config().isAutoRead()).isFalse();

        pass(Duration.ZERO);
        assertThat(newcomer.config().isAutoRead()).isTrue();
        say(newcomer, "newcomer's");
        assertThat(said()).endsWith("newcomer's");
    }

    /** Else many could wait in silence, and then speak at once. */
    @Test
    void aTurnThatAConnectionDoesNotUseIsLost() throws Exception {
        configure(10);
        Stream.generate(() -> connect(true)).limit(3).toList().forEach(client -> say(client, "hello"));
        EmbeddedChannel silent = connect(true);
        pass(Duration.ZERO);
        pass(Duration.ofNanos(1));
        Stream.generate(() -> connect(true)).limit(2).toList().forEach(client -> say(client, "hello"));
        say(silent, "late");
        assertThat(said()).doesNotContain("late");
        pass(Duration.ZERO);
        assertThat(said()).endsWith("late");
    }

    @Test
    void timeRunsWhileAConnectionWaits() throws Exception {
        configure(10);
        List<EmbeddedChannel> clients =
                Stream.generate(() -> connect(true)).limit(3).toList();
        clients.forEach(client -> say(client, "hello"));
        // Its own loop is all that goes on, as if the turns of the others took so long.
        clock.advance(10, TimeUnit.SECONDS);
        clients.get(2).runScheduledPendingTasks();

        assertThat(clients.get(2).isOpen()).isFalse();
        assertThat(counted).containsExactly("connectionRefused ldaps limits.handshakes");
        pass(Duration.ZERO);
        assertThat(said()).containsExactly("hello", "hello");
    }

    private List<String> said() {
        return heard.stream().filter(text -> !text.equals("active")).toList();
    }

    private static void drain(EmbeddedChannel client) {
        client.pipeline().fireUserEventTriggered(ClientHandler.DRAIN);
    }

    @Test
    void aConnectionThatIsOverLeavesItsPlace() {
        connect(true).close();
        connect(true);
        connect(true);

        assertThat(counted).isEmpty();
    }

    @Test
    void inAFullGatewayTheOldestConnectionThatHasNotBoundMakesRoom() {
        EmbeddedChannel bound = connect(true);
        EmbeddedChannel stranger = connect(true);
        limiter.bound(bound);
        EmbeddedChannel newcomer = connect(true);
        pass(Duration.ZERO);

        assertThat(stranger.isOpen()).isFalse();
        assertThat(bound.isOpen()).isTrue();
        assertThat(newcomer.isOpen()).isTrue();
        assertThat(counted).containsExactly("connectionRefused ldaps madeRoom");
    }

    @Test
    void whereAllHaveBoundANewConnectionIsRefused() {
        limiter.bound(connect(true));
        limiter.bound(connect(true));

        assertThat(connect(true).isOpen()).isFalse();
        assertThat(counted).containsExactly("connectionRefused ldaps limits.connections");
    }

    private EmbeddedChannel connect(boolean tlsFirst, ChannelHandler... before) {
        ClientEntry entry = new ClientEntry("ldaps", tlsFirst, StartTls.OFF, channel -> {}, ConnectionWatch.NONE);
        EmbeddedChannel client =
                EmbeddedChannel.builder().ticker(clock).register(false).build();
        channels.add(client);
        ClientAddress.set(client, new InetSocketAddress("192.0.2.7", 40_000));
        Admission admission = new Admission(limiter, entry, limits, new Refusals("ldaps", metrics()), new Entrance());
        client.pipeline().addLast(before);
        if (before.length > 0) {
            client.pipeline().addLast(new ProxyHeaderHandler(admission, limits.handshakeTimeout()));
        }
        client.pipeline().addLast(admission);
        try {
            client.register();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return client;
    }

    private static void say(EmbeddedChannel client, String text) {
        // Without the tasks that an event loop would run when it has read all that came.
        client.pipeline().fireChannelRead(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private void pass(Duration time) {
        clock.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        channels.forEach(EmbeddedChannel::runScheduledPendingTasks);
        channels.forEach(EmbeddedChannel::runPendingTasks);
    }

    private ProxyMetrics metrics() {
        return (ProxyMetrics) Proxy.newProxyInstance(
                ProxyMetrics.class.getClassLoader(),
                new Class<?>[] {ProxyMetrics.class},
                (proxy, method, arguments) -> {
                    counted.add(method.getName() + " "
                            + Arrays.stream(arguments).map(String::valueOf).collect(Collectors.joining(" ")));
                    return null;
                });
    }

    private final class Entrance implements Admission.Entrance {
        @Override
        public @Nullable HelloFault fault(ByteBuf first) {
            return first.toString(StandardCharsets.US_ASCII).equals("rubbish") ? HelloFault.MALFORMED : null;
        }

        @Override
        public HandshakeTurns turns() {
            return turns;
        }

        @Override
        public void serve(Channel channel, Duration handshakeTimeout) {
            handshakeTimes.add(handshakeTimeout);
            channel.pipeline().addLast(new Heard());
        }
    }

    private final class Heard extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            heard.add("active");
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            heard.add(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
        }
    }
}
