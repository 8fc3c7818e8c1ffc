package io.dirgate.proxy.session;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dirgate.proxy.backend.ScriptedServers;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import io.dirgate.proxy.config.ConfigException;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.config.StartTls;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapFrameDecoder;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapText;
import io.dirgate.proxy.ldap.RequestMemory;
import io.dirgate.proxy.ldap.Utf8Text;
import io.dirgate.proxy.observe.HourlyLines;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.upstream.AnonymousConnections;
import io.dirgate.proxy.upstream.Rebinds;
import io.dirgate.proxy.upstream.RecentLatency;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * One client's session in process: the client's channel and its connections to servers are embedded, the clock stands until a test
 * moves it, and what each side sends is written as {@link LdapText}. Everything happens on the test's thread, in the order of its
 * lines.
 */
final class SessionHarness implements AutoCloseable {
    private final MockTicker clock;
    private final ScriptedServers servers;
    private final EmbeddedChannel client;
    private final ClientSession session;
    private final RequestMemory memory;
    private final Setup setup;
    private final AnonymousConnections anonymous;
    private final HourlyLines setUpFaults = new HourlyLines();
    private final List<String> arrived = new ArrayList<>();
    private final List<String> logged = new ArrayList<>();
    private final List<String> counted = new ArrayList<>();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(ClientSession.class.getPackageName());
    private List<String> diagnostics = List.of();
    private byte[] begun = {};

    private SessionHarness(Setup setup) {
        if (setup.beside == null) {
            clock = Ticker.newMockTicker();
            clock.advance(1, TimeUnit.HOURS);
            servers = new ScriptedServers(clock, setup.hosts);
        } else {
            clock = setup.beside.clock;
            servers = setup.beside.servers;
        }
        RecentLatency.OF_LOOP.remove();
        lines.start();
        log.addAppender(lines);
        // Other tests run commands, which switch most of the log off.
        log.setLevel(Level.INFO);
        this.setup = setup;
        GatewayConfig config = config(setup);
        memory = new RequestMemory(config.limits().requestMemory());
        anonymous = setup.anonymous == null
                ? new AnonymousConnections(config.limits().anonymousConnections())
                : setup.anonymous;
        client = EmbeddedChannel.builder().ticker(clock).build();
        ClientEntry entry =
                new ClientEntry("listener", setup.tlsFirst, setup.startTls, channel -> {}, ConnectionWatch.NONE);
        LdapFrameDecoder decoder = new LdapFrameDecoder(entry.firstRequestSize(config.limits()), memory);
        session = new ClientSession(1, client, decoder, entry, service(config));
        client.pipeline().addLast(decoder, new Arrivals(), new ClientHandler(session));
        session.onConnected();
        settle();
    }

    private Service service(GatewayConfig config) {
        return new Service(
                servers.directory(),
                servers,
                config.limits(),
                Checks.of(config.limits()),
                config.shutdown().notice(),
                memory,
                config.upstream(),
                setup.rebinds,
                anonymous,
                setUpFaults,
                of -> operation -> logged.add(operation.messageId() + " "
                        + operation.op().name().toLowerCase(Locale.ROOT) + " " + operation.resultCode()),
                metrics());
    }

    /** How a session of a harness is set up. */
    static final class Setup {
        private StartTls startTls = StartTls.OFF;
        private boolean tlsFirst;
        private String limits = "{}";
        private String shutdown = "{}";
        private String upstream = "{}";
        private Rebinds rebinds = new Rebinds(ProxyMetrics.NONE);
        private @Nullable AnonymousConnections anonymous;
        private @Nullable SessionHarness beside;
        private String[] hosts = {"dc1", "dc2"};

        /** A listener without TLS that offers StartTLS, or demands it. */
        Setup startTls(StartTls mode) {
            startTls = mode;
            return this;
        }

        /** A listener where TLS comes first. */
        Setup tlsFirst() {
            tlsFirst = true;
            return this;
        }

        /** The section {@code limits}, in YAML's short form. */
        Setup limits(String yaml) {
            limits = yaml;
            return this;
        }

        /** The section {@code shutdown}, in YAML's short form. */
        Setup shutdown(String yaml) {
            shutdown = yaml;
            return this;
        }

        /** The section {@code upstream}, in YAML's short form. */
        Setup upstream(String yaml) {
            upstream = yaml;
            return this;
        }

        Setup credentialsNotKept() {
            return upstream("{ keepCredentials: false }");
        }

        /** Shared with other sessions of the test. */
        Setup rebinds(Rebinds shared) {
            rebinds = shared;
            return this;
        }

        /** Shared with other sessions of the test. */
        Setup anonymous(AnonymousConnections shared) {
            anonymous = shared;
            return this;
        }

        Setup servers(String... names) {
            hosts = names;
            return this;
        }

        /** With the same servers, and the same clock. */
        Setup beside(SessionHarness another) {
            beside = another;
            return this;
        }

        SessionHarness open() {
            return new SessionHarness(this);
        }
    }

    /** Notes each request that a response is due to, as the session gets it. */
    private final class Arrivals extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof LdapFrame request
                    && request.op() != LdapOp.ABANDON
                    && request.op() != LdapOp.UNBIND) {
                arrived.add(request.messageId() + " " + request.op().name().toLowerCase(Locale.ROOT));
            }
            ctx.fireChannelRead(message);
        }
    }

    static Setup setup() {
        return new Setup();
    }

    /** On a listener without TLS, in front of the servers dc1 and dc2. */
    static SessionHarness open() {
        return setup().open();
    }

    /** As {@link #open()}, bound as {@code cn=u1} at dc1. */
    static SessionHarness bound() {
        SessionHarness harness = open();
        harness.bind();
        return harness;
    }

    /** Binds as {@code cn=u1} with message id 1; what this takes has been read by the two sides afterwards. */
    Peer bind() {
        client("1 bind cn=u1 secret");
        Peer server = accept();
        server.received();
        server.send("1 bindDone 0");
        answers();
        logged();
        return server;
    }

    /** The client sends these messages in one read. */
    void client(String... requests) {
        client(Arrays.stream(requests).map(LdapText::encode).reduce(new byte[0], SessionHarness::join));
    }

    void client(byte[] bytes) {
        client.writeInbound(Unpooled.wrappedBuffer(bytes));
        settle();
    }

    /** The connection that the session waits for is made. */
    Peer accept() {
        Peer peer = servers.next().accept();
        settle();
        return peer;
    }

    /** The connection that the session waits for, without an answer yet. */
    Peer asked() {
        return servers.next();
    }

    /** The servers, which sessions {@linkplain Setup#beside beside} each other share. */
    ScriptedServers servers() {
        return servers;
    }

    /** Servers answer quick probes or do not; returns how many were asked. */
    int answerProbes(boolean answered) {
        int asked = servers.answerProbes(answered);
        settle();
        return asked;
    }

    /** Health checks have taken the server out. */
    void takeDown(String host) {
        servers.takeDown(host);
    }

    boolean wantsNoConnection() {
        return servers.isIdle();
    }

    int connectionsLeftForOthers() {
        return servers.givenBack();
    }

    /** The configuration is read again with this section {@code limits}, in YAML's short form. */
    void reloadLimits(String yaml) {
        setup.limits = yaml;
        reload();
    }

    /** The configuration is read again with this section {@code upstream}, in YAML's short form. */
    void reloadUpstream(String yaml) {
        setup.upstream = yaml;
        reload();
    }

    private void reload() {
        GatewayConfig config = config(setup);
        memory.limit(config.limits().requestMemory());
        client.pipeline().fireUserEventTriggered(service(config));
        settle();
    }

    /** The handshake has ended well. */
    void secure() {
        session.handshake.onDone("TLSv1.3", "TLS_AES_128_GCM_SHA256", "X25519MLKEM768");
        settle();
    }

    /** The client has shut down its side. */
    void halfClose() {
        event(ChannelInputShutdownEvent.INSTANCE);
    }

    /** Something happens to the client's connection. */
    void event(Object event) {
        client.pipeline().fireUserEventTriggered(event);
        settle();
    }

    /** Something goes wrong on the client's connection. */
    void fault(Throwable cause) {
        client.pipeline().fireExceptionCaught(cause);
        settle();
    }

    /** What the access log says of the client's TLS. */
    String tls() {
        return session.accounting.tlsVersion() + " " + session.accounting.cipher() + " "
                + session.accounting.keyExchange();
    }

    /** The client's connection is gone. */
    void hangUp() {
        client.close();
        settle();
    }

    void drain() {
        event(ClientHandler.DRAIN);
    }

    /** The client takes what is written to it, or no longer does. */
    void clientTakes(boolean taking) {
        client.unsafe().outboundBuffer().setUserDefinedWritability(1, taking);
        settle();
    }

    /** Lets time pass, in steps of a quarter of a second. */
    void pass(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 250) {
            clock.advance(Math.min(250, left), TimeUnit.MILLISECONDS);
            client.runScheduledPendingTasks();
            settle();
        }
    }

    /** What the client has received since the last call, as {@link LdapText#describe} writes it. */
    List<String> answers() {
        byte[] bytes = join(begun, answeredBytes());
        byte[] whole = Arrays.copyOf(bytes, LdapText.wholeMessages(bytes));
        begun = Arrays.copyOfRange(bytes, whole.length, bytes.length);
        diagnostics = LdapText.diagnostics(whole);
        return LdapText.describe(whole);
    }

    /** What the client has received since the last call, in bytes; nobody reads it. */
    int discardAnswers() {
        settle();
        int all = 0;
        for (@Nullable ByteBuf out = client.readOutbound(); out != null; out = client.readOutbound()) {
            all += out.readableBytes();
            out.release();
        }
        return all;
    }

    /** The bytes that the client has received since the last call. */
    byte[] answeredBytes() {
        settle();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (@Nullable ByteBuf out = client.readOutbound(); out != null; out = client.readOutbound()) {
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes).release();
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    /** True if the client has a message in part. */
    boolean isMidAnswer() {
        return begun.length > 0;
    }

    /** The texts of the results that {@link #answers()} returned last. */
    List<String> diagnostics() {
        return diagnostics;
    }

    /** Lines of the access log since the last call: message id, operation, result code (-1 for none). */
    List<String> logged() {
        List<String> since = List.copyOf(logged);
        logged.clear();
        return since;
    }

    /** Requests that the session has got so far and that a response is due to: message id, operation. */
    List<String> arrived() {
        return List.copyOf(arrived);
    }

    /** What was counted so far: the metric's verb and what it was told. */
    List<String> counted() {
        return List.copyOf(counted);
    }

    /** The lines of the gateway's own log about the session, with their key-values. */
    List<String> said() {
        return lines.list.stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage() + " " + line.getKeyValuePairs())
                .toList();
    }

    /** Whom the log says that the session is bound as. */
    @Nullable
    String identity() {
        Utf8Text identity = session.accounting.identity();
        return identity == null ? null : identity.toString();
    }

    /** Whom the session is bound as, or is about to be. */
    Login login() {
        return session.state.login();
    }

    /** True once the gateway has closed the client's connection. */
    boolean isClosed() {
        return !client.isOpen();
    }

    /** Why the session has ended, by the metric's label; null while it lives. */
    @Nullable
    String endedFor() {
        return counted.stream()
                .filter(line -> line.startsWith("sessionClosed "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElse(null);
    }

    /** True while the gateway reads what the client sends. */
    boolean isRead() {
        return client.config().isAutoRead();
    }

    /** In bytes, what the requests of the session hold of {@code limits.requestMemory}. */
    long memoryHeld() {
        return memory.used();
    }

    /** Runs what is due on all channels, until nothing is. */
    void settle() {
        for (int i = 0; i < 3; i++) {
            client.runPendingTasks();
            servers.settle();
        }
    }

    @Override
    public void close() {
        client.finishAndReleaseAll();
        servers.settle();
        if (setup.beside == null) {
            servers.close();
        }
        log.detachAppender(lines);
    }

    private ProxyMetrics metrics() {
        return (ProxyMetrics) Proxy.newProxyInstance(
                ProxyMetrics.class.getClassLoader(),
                new Class<?>[] {ProxyMetrics.class},
                (proxy, method, arguments) -> {
                    counted.add(method.getName()
                            + Arrays.stream(arguments)
                                    .filter(argument -> argument instanceof String || argument instanceof Integer)
                                    .map(argument -> " " + argument)
                                    .collect(Collectors.joining()));
                    return null;
                });
    }

    private static GatewayConfig config(Setup setup) {
        try {
            return ConfigLoader.parse(
                    "{ listeners: [{ address: '127.0.0.1:0' }], directory: { servers: ['dc1:389'] }, limits: "
                            + setup.limits + ", shutdown: " + setup.shutdown + ", upstream: " + setup.upstream + " }",
                    Path.of("."));
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
