package io.dirgate.proxy.aws.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OwnZoneTest {
    private static final String DISABLED = "aws.disableEc2Metadata";
    private static final String ENDPOINT = "aws.ec2MetadataServiceEndpoint";

    private HttpServer metadata;
    private String endpoint;

    @BeforeEach
    void start() throws IOException {
        metadata = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        metadata.createContext("/latest/api/token", exchange -> answer(exchange, "a-token"));
        metadata.createContext("/latest/meta-data/placement/availability-zone", exchange -> {
            boolean proven = "a-token".equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"));
            answer(exchange, proven ? "eu-central-1b" : "no token");
        });
        metadata.createContext("/v4/task", exchange -> answer(exchange, "{\"AvailabilityZone\":\"eu-central-1c\"}"));
        metadata.start();
        endpoint = "http://127.0.0.1:" + metadata.getAddress().getPort();
        System.setProperty(ENDPOINT, endpoint);
        System.setProperty(DISABLED, "false");
    }

    @AfterEach
    void end() {
        System.clearProperty(ENDPOINT);
        System.clearProperty(DISABLED);
        metadata.stop(0);
    }

    @Test
    void anInstancesZoneIsAskedWithAToken() {
        assertThat(OwnZone.ask()).isEqualTo("eu-central-1b");
    }

    @Test
    void aTasksZoneIsInItsMetadata() {
        assertThat(OwnZone.ofTask(URI.create(endpoint + "/v4/task"))).isEqualTo("eu-central-1c");
        assertThat(OwnZone.ofTask(URI.create(endpoint + "/v4/elsewhere"))).isNull();
    }

    @Test
    void whereNobodyTellsThereIsNone() {
        metadata.stop(0);
        assertThat(OwnZone.ask()).isNull();

        System.setProperty(DISABLED, "true");
        assertThat(OwnZone.ask()).isNull();
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("X-aws-ec2-metadata-token-ttl-seconds", "60");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
