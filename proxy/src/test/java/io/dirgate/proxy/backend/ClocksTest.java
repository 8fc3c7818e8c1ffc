package io.dirgate.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dirgate.proxy.config.ConfigException;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.config.HealthConfig;
import io.dirgate.proxy.discovery.FoundServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ClocksTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Logger log = (Logger) LoggerFactory.getLogger(Clocks.class);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final Clocks clocks = new Clocks(Duration.ofMinutes(5));
    private final Server first = server("10.0.0.1");
    private final Server second = server("10.0.0.2");

    private static Server server(String host) {
        return new Server(
                new FoundServer(new Endpoint(host, 389), 1), new ServerHealth(health()), (server, reason) -> {});
    }

    private static HealthConfig health() {
        try {
            return ConfigLoader.parse("""
                    listeners: [{ address: "127.0.0.1:0" }]
                    directory: { servers: ["10.0.0.1:389"] }
                    """, Path.of("/")).directory().health();
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void listen() {
        written.start();
        log.addAppender(written);
    }

    @AfterEach
    void stop() {
        log.detachAppender(written);
    }

    private List<String> levels() {
        return written.list.stream().map(event -> event.getLevel().toString()).toList();
    }

    @Test
    void whereAllServersAreOffTogetherTheGatewaysOwnClockIsSuspectedOnce() {
        clocks.asked(first);
        clocks.asked(second);
        clocks.heard(first, HOUR);
        assertThat(clocks.offset()).as("the other one has not been heard").isZero();

        clocks.heard(second, HOUR.plusSeconds(20));
        clocks.heard(first, HOUR.plusSeconds(1));
        assertThat(clocks.offset()).isBetween(HOUR, HOUR.plusSeconds(20));
        assertThat(levels()).containsExactly("WARN");

        clocks.heard(first, Duration.ZERO);
        clocks.heard(second, Duration.ZERO);
        assertThat(clocks.offset()).isZero();
        assertThat(levels()).containsExactly("WARN", "INFO");
    }

    @Test
    void whereOneServerAgreesTheOtherOneIsWrong() {
        clocks.heard(first, Duration.ofSeconds(2));
        clocks.heard(second, HOUR);

        assertThat(clocks.offset()).isZero();
        assertThat(levels()).isEmpty();
    }

    @Test
    void serversThatDisagreeAmongThemselvesAreNotBelieved() {
        clocks.asked(first);
        clocks.asked(second);
        clocks.heard(first, HOUR);
        clocks.heard(second, HOUR.negated());

        assertThat(clocks.offset()).isZero();
        assertThat(levels()).isEmpty();
    }

    @Test
    void aServerThatDoesNotAnswerIsNotWaitedFor() {
        clocks.asked(first);
        clocks.asked(second);
        clocks.silent(second);
        clocks.heard(first, HOUR.negated());

        assertThat(clocks.offset()).isEqualTo(HOUR.negated());
    }
}
