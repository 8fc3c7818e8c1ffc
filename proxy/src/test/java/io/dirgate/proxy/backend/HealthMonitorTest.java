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
import io.dirgate.proxy.observe.MicrometerMetrics;
import io.dirgate.proxy.tls.UpstreamTls;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class HealthMonitorTest {
    @TempDir
    Path folder;

    private final MicrometerMetrics metrics = new MicrometerMetrics(Clock.systemUTC());
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Directory directory = new Directory(Affinity.NONE);
    private final DemoDirectory demo = DemoDirectory.start();
    private ChannelFactory<NioSocketChannel> channels = NioSocketChannel::new;
    private @Nullable UpstreamTls tls;

    @AfterEach
    void end() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        if (tls != null) {
            tls.close();
        }
        demo.close();
        metrics.close();
    }

    @Test
    void manySuspicionsAreOneProbeAndTakeNoServerOut() throws Exception {
        Server server = watch("interval: 1h, maxBackoff: 1h, fall: 1, slowStart: 1h");
        for (int i = 0; i < 100; i++) {
            server.suspect("it answered an operation with result 51");
        }

        await().until(() -> probes("healthy") == 2);
        assertThat(directory.describe())
                .isEqualTo(server.name() + " slowStart (it answered an operation with result 51)");
        assertThat(directory.isServing()).isTrue();
        loops.submit(() -> {}).sync();
        assertThat(probes("healthy")).isEqualTo(2);
    }

    @Test
    void aSuspectedServerThatIsGoneIsOutSoonerThanByUsualProbes() throws Exception {
        Server server = watch("interval: 4s, fall: 3");
        demo.close();
        server.suspect("connection refused");

        // By usual probes at least two intervals, less their jitter, would pass: 7.2 s. By quick ones it is half of
        // one.
        await().atMost(Duration.ofSeconds(7)).until(() -> !directory.isServing());
        assertThat(directory.describe()).startsWith(server.name() + " down");
    }

    @Test
    void aGatewayOutOfFileDescriptorsBlamesNoServer() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        AtomicBoolean none = new AtomicBoolean();
        channels = () -> {
            if (none.get()) {
                refused.incrementAndGet();
                throw new ChannelException(new IOException("Too many open files"));
            }
            return new NioSocketChannel();
        };
        Server server = watch("interval: 100ms, fall: 1");
        none.set(true);
        await().until(() -> refused.get() >= 5);

        assertThat(directory.describe()).isEqualTo(server.name() + " up");
        assertThat(probes("failed")).isZero();
        none.set(false);
        demo.close();
        await().until(() -> !directory.isServing());
    }

    private Server watch(String health) throws Exception {
        GatewayConfig config = ConfigLoader.parse("""
                listeners: [{ address: "127.0.0.1:0" }]
                directory: { servers: ["127.0.0.1:1"], health: { %s } }
                """.formatted(health), folder);
        tls = UpstreamTls.load(config.directory().tls());
        Connector connector = new Connector(
                new Connector.Sockets(channels, channels, DefaultAddressResolverGroup.INSTANCE, 4),
                config.directory(),
                config.upstream(),
                tls,
                metrics);
        Prober prober = new Prober(loops.next(), connector, config.directory().health());
        new Membership(directory, config.directory().health(), prober, metrics)
                .take(List.of(new FoundServer(new Endpoint("127.0.0.1", demo.port()), 1)));
        await().until(directory::isServing);
        return directory.servers().get(0);
    }

    private long probes(String result) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("dirgate_server_probe_seconds_count{"))
                .filter(line -> line.contains("result=\"" + result + "\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
