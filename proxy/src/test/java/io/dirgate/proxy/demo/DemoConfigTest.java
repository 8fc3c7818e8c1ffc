package io.dirgate.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.config.ListenerConfig;
import io.dirgate.proxy.config.StartTls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoConfigTest {
    @TempDir
    Path folder;

    @Test
    void theShippedFileGetsTheDemosPortsAndFiles() throws IOException {
        Path key = DemoCertificate.in(folder).privateKey();

        GatewayConfig config =
                DemoConfig.in(folder).with(new DemoPorts(2636, 2389, 9389, 34567), List.of("127.0.0.1", "::1"));

        assertThat(config.listeners())
                .extracting(ListenerConfig::name, l -> l.address().toString(), ListenerConfig::startTls)
                .containsExactly(
                        tuple("ldaps", "127.0.0.1:2636", StartTls.OFF),
                        tuple("ldap", "127.0.0.1:2389", StartTls.REQUIRED),
                        tuple("ldaps ::1", "[::1]:2636", StartTls.OFF),
                        tuple("ldap ::1", "[::1]:2389", StartTls.REQUIRED));
        assertThat(config.listeners()).allSatisfy(listener -> assertThat(listener.tls())
                .extracting(tls -> tls.certificates().get(0).privateKey())
                .isEqualTo(key));
        assertThat(config.directory().servers())
                .singleElement()
                .hasToString("ServerConfig[address=127.0.0.1:34567, priority=1]");
        assertThat(config.admin().address()).hasToString("127.0.0.1:9389");
    }
}
