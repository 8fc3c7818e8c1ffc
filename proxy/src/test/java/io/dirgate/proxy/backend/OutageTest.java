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
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutageTest {
    private final Logger log = (Logger) LoggerFactory.getLogger(Outage.class);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final Server first = server("10.0.0.1");
    private final Server second = server("10.0.0.2");
    private final Directory directory = new Directory(List.of(first, second));
    private long nanos;
    private final Outage outage = new Outage(directory, () -> nanos);

    private static Server server(String host) {
        return new Server(
                new FoundServer(new Endpoint(host, 389), 1), new ServerHealth(health()), (server, reason) -> {});
    }

    private static HealthConfig health() {
        try {
            return ConfigLoader.parse("""
                    listeners: [{ address: "127.0.0.1:0" }]
                    directory: { servers: ["10.0.0.1:389"], health: { fall: 1, rise: 1 } }
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

    private void down(Server server) {
        server.health().failed("connection refused");
        outage.look();
    }

    private void up(Server server) {
        server.health().succeeded();
        outage.look();
    }

    private List<String> lines() {
        List<String> lines = written.list.stream()
                .map(event -> event.getLevel() + " " + event.getMessage() + " " + event.getKeyValuePairs())
                .toList();
        written.list.clear();
        return lines;
    }

    @Test
    void theLossOfTheLastServerAndTheReturnOfTheFirstAreOneLineEach() {
        up(first);
        up(second);
        down(first);
        assertThat(lines()).isEmpty();

        down(second);
        down(second);
        assertThat(lines())
                .containsExactly(
                        "ERROR no directory server is left: clients get unavailable (52) until one answers its health"
                                + " checks [servers=\"10.0.0.1:389 down (connection refused), 10.0.0.2:389 down (connection"
                                + " refused)\"]");

        nanos = TimeUnit.SECONDS.toNanos(73);
        up(first);
        up(second);
        assertThat(lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("INFO a directory server is back: clients are served again [outageSeconds=\"73\"");
    }

    @Test
    void aStartWithoutAServerIsAnOutageOnceAllHaveBeenAsked() {
        down(first);
        assertThat(lines()).isEmpty();

        down(second);
        assertThat(lines()).hasSize(1);
    }
}
