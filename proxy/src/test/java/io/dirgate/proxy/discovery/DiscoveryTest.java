package io.dirgate.proxy.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.config.ServerConfig;
import io.dirgate.proxy.observe.MicrometerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private static final FoundServer DC1 = new FoundServer(new Endpoint("dc1", 389), 1);
    private static final FoundServer DC2 = new FoundServer(new Endpoint("dc2", 389), 1);

    private final MicrometerMetrics metrics = new MicrometerMetrics(Clock.systemUTC());
    private final Script script = new Script();
    private final List<List<FoundServer>> taken = new CopyOnWriteArrayList<>();
    private final Discovery discovery = new Discovery(script, metrics);

    @AfterEach
    void end() {
        discovery.close();
        metrics.close();
    }

    @Test
    void configuredServersAreThereAtOnce() {
        try (Discovery fixed =
                new Discovery(new FixedServers(List.of(new ServerConfig(new Endpoint("dc1", 389), 1))), metrics)) {
            fixed.start(taken::add);

            assertThat(taken).containsExactly(List.of(DC1));
        }
    }

    @Test
    void everyAnswerThatDiffersIsPassedOn() {
        script.says(List.of(DC1)).says(List.of(DC1)).says(List.of(DC1, DC2)).says(List.of(DC2));
        discovery.start(taken::add);

        await().untilAsserted(() -> assertThat(taken).containsExactly(List.of(DC1), List.of(DC1, DC2), List.of(DC2)));
        assertThat(metrics.scrape())
                .contains("dirgate_discovery_total{result=\"answered\",source=\"script\"} 4.0")
                .contains("dirgate_discovery_servers{source=\"script\"} 1.0");
    }

    @Test
    void withoutAnAnswerTheLastGoodOneHolds() {
        script.says(List.of(DC1, DC2))
                .says(null)
                .says(null)
                .says(List.of(DC1, DC2))
                .says(List.of(DC1));
        discovery.start(taken::add);

        await().untilAsserted(() -> assertThat(taken).containsExactly(List.of(DC1, DC2), List.of(DC1)));
        assertThat(metrics.scrape()).contains("dirgate_discovery_total{result=\"failed\",source=\"script\"} 2.0");
    }

    @Test
    void whoeverTakesTheServersMayFailOnce() {
        script.says(List.of(DC1)).says(List.of(DC1));
        discovery.start(servers -> {
            if (taken.isEmpty()) {
                taken.add(List.of());
                throw new IllegalStateException("for once");
            }
            taken.add(servers);
        });

        await().untilAsserted(() -> assertThat(taken).containsExactly(List.of(), List.of(DC1)));
    }

    @Test
    void afterTheEndNobodyIsAsked() {
        discovery.start(taken::add);
        discovery.close();

        await().until(() -> script.closed);
        script.says(List.of(DC1));
        assertThat(taken).isEmpty();
    }

    /** Says one thing after the other, null for a failure, and then waits for more. */
    private static final class Script implements ServerSource {
        private final BlockingQueue<List<FoundServer>> lines = new LinkedBlockingQueue<>();
        private volatile boolean closed;

        Script says(@Nullable List<FoundServer> servers) {
            lines.add(servers == null ? List.of() : servers);
            return this;
        }

        @Override
        public Answer ask() throws DiscoveryException, InterruptedException {
            List<FoundServer> line = lines.take();
            if (line.isEmpty()) {
                throw new DiscoveryException("the script says that it fails", null);
            }
            return new Answer(line, Duration.ofMillis(1));
        }

        @Override
        public Duration shortestPause() {
            return Duration.ofMillis(1);
        }

        @Override
        public Duration longestPause() {
            return Duration.ofMillis(4);
        }

        @Override
        public String label() {
            return "script";
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
