package io.dirgate.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.discovery.FoundServer;
import io.dirgate.proxy.ldap.LdapCodec;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.tls.UpstreamTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorTest {
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = loops.next();
    private final ServerSocket listening;
    private final Queue<String> events = new ConcurrentLinkedQueue<>();

    @TempDir
    Path folder;

    ConnectorTest() throws IOException {
        listening = new ServerSocket(0);
    }

    @AfterEach
    void end() throws IOException {
        listening.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** In a turn between, epoll would report a socket that is not connected as hung up. */
    @Test
    void aSocketIsConnectedInTheTurnInWhichItIsRegistered() throws Exception {
        connect(Watched::new, 3);
        await().until(() -> events.size() == 9);
        assertThat(String.join(" ", events))
                .isEqualTo("register connect turn ".repeat(3).strip());
    }

    @Test
    void aConnectionWithoutASocketIsLost() throws Exception {
        connect(
                () -> {
                    throw new ChannelException("too many open files");
                },
                1);
        await().until(() -> events.size() == 1);
        assertThat(events).containsExactly("lost: too many open files");
    }

    private void connect(ChannelFactory<? extends Channel> channels, int connections) throws Exception {
        GatewayConfig config = ConfigLoader.parse(
                "{ listeners: [{ address: '127.0.0.1:0' }], directory: { servers: ['127.0.0.1:1'] } }", folder);
        try (UpstreamTls tls = UpstreamTls.load(config.directory().tls())) {
            Connector connector = new Connector(
                    new Connector.Sockets(channels, channels, DefaultAddressResolverGroup.INSTANCE, 1),
                    config.directory(),
                    config.upstream(),
                    tls,
                    ProxyMetrics.NONE);
            Server server = new Server(
                    new FoundServer(new Endpoint("127.0.0.1", listening.getLocalPort()), 1),
                    ServerHealthTest.health(Duration.ofHours(1)),
                    (suspect, reason) -> {});
            loop.submit(() -> List.of(1, 2, 3)
                            .subList(0, connections)
                            .forEach(number ->
                                    connector.connect(loop, server, new HealthProbe(new LdapCodec(), this::end))))
                    .sync();
        }
    }

    private void end(Outcome outcome) {
        if (outcome instanceof Outcome.NotAsked not) {
            events.add("lost: " + not.why());
        }
    }

    /** Says when it is registered and connected, and when the event loop has gone on since it was registered. */
    private final class Watched extends NioSocketChannel {
        @Override
        protected void doRegister(ChannelPromise promise) {
            super.doRegister(promise);
            events.add("register");
            loop.execute(() -> events.add("turn"));
        }

        @Override
        protected boolean doConnect(SocketAddress remote, SocketAddress local) throws Exception {
            events.add("connect");
            return super.doConnect(remote, local);
        }
    }
}
