package io.dirgate.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dirgate.proxy.config.ConfigLoader;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ConnectionLimiterTest {
    private ConnectionLimiter limiter;

    @BeforeEach
    void allowTwoAnAddress() throws Exception {
        limiter = new ConnectionLimiter(ConfigLoader.parse("""
                        listeners: [{ address: "127.0.0.1:0" }]
                        directory: { servers: ["dc1:389"] }
                        limits: { connectionsPerAddress: 2 }
                        """, Path.of(".")).limits());
    }

    @Test
    void theAddressesOfOneIpv6NetworkAreCountedTogether() throws Exception {
        assertThat(enter("2001:db8:0:1::1")).isNull();
        assertThat(enter("2001:db8:0:1:ffff::2")).isNull();
        assertThat(enter("2001:db8:0:1::3")).isEqualTo("limits.connectionsPerAddress");
        assertThat(enter("2001:db8:0:2::3")).isNull();
    }

    @Test
    void ipv4AddressesAreCountedEach() throws Exception {
        assertThat(enter("192.0.2.1")).isNull();
        assertThat(enter("192.0.2.1")).isNull();
        assertThat(enter("192.0.2.1")).isEqualTo("limits.connectionsPerAddress");
        assertThat(enter("192.0.2.2")).isNull();
    }

    @Test
    void aConnectionLeavesOnce() throws Exception {
        Channel one = new EmbeddedChannel();
        InetAddress client = InetAddress.getByName("192.0.2.1");
        limiter.enter(one, client);
        enter("192.0.2.1");
        limiter.leave(one);
        limiter.leave(one);

        assertThat(enter("192.0.2.1")).isNull();
        assertThat(enter("192.0.2.1")).isEqualTo("limits.connectionsPerAddress");
    }

    @Test
    void theFullestAddressIsCountedAndWarnedOf() throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger(ConnectionLimiter.class);
        ListAppender<ILoggingEvent> written = new ListAppender<>();
        written.start();
        log.addAppender(written);
        try {
            enter("192.0.2.1");
            enter("192.0.2.2");
            assertThat(written.list).isEmpty();
            enter("192.0.2.2");
        } finally {
            log.detachAppender(written);
        }

        assertThat(limiter.open()).isEqualTo(3);
        assertThat(limiter.ofFullestAddress()).isEqualTo(2);
        assertThat(written.list).hasSize(1);
        assertThat(written.list.get(0).getKeyValuePairs())
                .hasToString("[client=\"192.0.2.2\", open=\"2\", limit=\"2\"]");
    }

    private @Nullable String enter(String client) throws Exception {
        return limiter.enter(new EmbeddedChannel(), InetAddress.getByName(client));
    }
}
