package io.dirgate.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.config.Affinity;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.demo.DemoDirectory;
import io.dirgate.proxy.discovery.FoundServer;
import io.dirgate.proxy.ldap.LdapCodec;
import io.dirgate.proxy.observe.MicrometerMetrics;
import io.dirgate.proxy.tls.UpstreamTls;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class MembershipTest {
    @TempDir
    Path folder;

    private final MicrometerMetrics metrics = new MicrometerMetrics(Clock.systemUTC());
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Directory directory = new Directory(Affinity.NONE);
    private final DemoDirectory one = DemoDirectory.start();
    private final DemoDirectory other = DemoDirectory.start();
    private UpstreamTls tls;
    private Membership members;

    @BeforeEach
    void watch() throws Exception {
        GatewayConfig config = ConfigLoader.parse("""
                listeners: [{ address: "127.0.0.1:0" }]
                directory: { servers: ["127.0.0.1:1"], health: { interval: 100ms, fall: 1 } }
                """, folder);
        tls = UpstreamTls.load(config.directory().tls());
        Connector connector = new Connector(
                new Connector.Sockets(
                        NioSocketChannel::new, NioSocketChannel::new, DefaultAddressResolverGroup.INSTANCE, 4),
                config.directory(),
                config.upstream(),
                tls,
                metrics);
        Prober prober = new Prober(loops.next(), connector, config.directory().health());
        members = new Membership(directory, config.directory().health(), prober, metrics);
    }

    @AfterEach
    void end() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        tls.close();
        one.close();
        other.close();
        metrics.close();
    }

    @Test
    void aNewServerIsProbedBeforeItServesBesideOthers() {
        members.take(List.of(found(one, 1)));
        await().until(directory::isServing);
        // Nobody listens there: it never passes its probe, so it must never be chosen.
        members.take(List.of(found(one, 2), new FoundServer(new Endpoint("127.0.0.1", 1), 1)));

        for (int i = 0; i < 200; i++) {
            assertThat(chosen()).isEqualTo(name(one));
        }
        members.take(List.of(found(one, 2), found(other, 1)));
        await().until(() -> chosen().equals(name(other)));
    }

    @Test
    void aServerThatVanishedGetsNoNewSessionsAndIsForgottenWhenUnused() {
        members.take(List.of(found(one, 1), found(other, 1)));
        await().until(() -> directory.describe().equals(name(one) + " up, " + name(other) + " up"));
        Server vanishing = server(one);
        BackendConnection used =
                new BackendConnection(loops.next(), vanishing, null, new HealthProbe(new LdapCodec(), o -> {}));
        vanishing.opened(used);
        members.take(List.of(found(other, 1)));

        assertThat(directory.describe()).isEqualTo(name(other) + " up, " + name(one) + " draining");
        assertThat(directory.choose(0, List.of(server(other)), null)).isNull();
        assertThat(metrics.scrape())
                .contains("dirgate_server_state{server=\"%s\",state=\"draining\"} 1.0".formatted(name(one)));
        await().during(500, TimeUnit.MILLISECONDS)
                .until(() -> directory.describe().contains(name(one)));

        vanishing.closed(used);
        await().until(() -> directory.describe().equals(name(other) + " up"));
        assertThat(metrics.scrape()).doesNotContain("dirgate_server_state{server=\"%s\"".formatted(name(one)));
        vanishing.suspect("what a late session tells of a forgotten server harms nobody");
    }

    @Test
    void aServerThatComesBackWhileItDrainsIsTheSameServer() {
        members.take(List.of(found(one, 1)));
        await().until(directory::isServing);
        Server before = server(one);
        before.opened(new BackendConnection(loops.next(), before, null, new HealthProbe(new LdapCodec(), o -> {})));
        members.take(List.of(found(other, 1)));
        members.take(List.of(found(one, 1), found(other, 2)));

        assertThat(server(one)).isSameAs(before);
        assertThat(directory.choose(0, List.of(), null)).isSameAs(before);
    }

    private String chosen() {
        Server server = directory.choose(0, List.of(), null);
        return server == null ? "nobody" : server.name();
    }

    private Server server(DemoDirectory wanted) {
        return directory.servers().stream()
                .filter(server -> server.name().equals(name(wanted)))
                .findFirst()
                .orElseThrow();
    }

    private static FoundServer found(DemoDirectory server, int tier) {
        return new FoundServer(new Endpoint("127.0.0.1", server.port()), tier);
    }

    private static String name(DemoDirectory server) {
        return "127.0.0.1:" + server.port();
    }
}
