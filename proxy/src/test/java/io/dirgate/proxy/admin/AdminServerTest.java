package io.dirgate.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AdminServerTest {
    private static final String METRICS = "dirgate_sessions_open{listener=\"ldaps\"} 3.0\n";
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final HttpClient http = HttpClient.newHttpClient();
    private volatile Readiness.Answer answer = new Readiness.Answer(true, "2 of 2 directory servers are healthy");
    private volatile List<String> faults = List.of();
    private volatile boolean scrapeFails;
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        server = AdminServer.start(ANY_PORT, pages(), ByteBufAllocator.DEFAULT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aLivingProcessIsHealthy() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void aBlockedEventLoopOrAClosedListenerIsNotAlive() throws Exception {
        faults = List.of("event loop session-2 has not run for 12 s", "listener ldaps is closed");
        HttpResponse<String> answered = get("/healthz");

        assertThat(answered.statusCode()).isEqualTo(503);
        assertThat(answered.body())
                .isEqualTo("not alive: event loop session-2 has not run for 12 s; listener ldaps is closed\n");
    }

    @Test
    void readinessIsAStatusAndAnExplanation() throws Exception {
        HttpResponse<String> ready = get("/readyz");
        answer = new Readiness.Answer(false, "no directory server is healthy: 10.0.1.10:389 refused the connection");
        HttpResponse<String> notReady = get("/readyz?verbose");

        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("ready: 2 of 2 directory servers are healthy\n");
        assertThat(notReady.statusCode()).isEqualTo(503);
        assertThat(notReady.body())
                .isEqualTo("not ready: no directory server is healthy: 10.0.1.10:389 refused the connection\n");
    }

    @Test
    void metricsAreInPrometheusFormat() throws Exception {
        HttpResponse<String> response = get("/metrics");

        assertThat(response.body()).isEqualTo(METRICS);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void elsewhereIsSaidWhatThereIs() throws Exception {
        HttpResponse<String> response = get("/");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("/healthz", "/readyz", "/metrics");
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() throws Exception {
        HttpResponse<String> head = http.send(
                request("/metrics").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("content-length")).hasValue(METRICS.length());
    }

    @Test
    void nothingCanBeChanged() throws Exception {
        HttpResponse<String> post =
                http.send(request("/readyz").POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString());

        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("allow")).hasValue("GET, HEAD");
    }

    @Test
    void aFailedScrapeIsAnErrorAndTheNextOneWorks() throws Exception {
        scrapeFails = true;
        int failed = get("/metrics").statusCode();
        scrapeFails = false;

        assertThat(failed).isEqualTo(500);
        assertThat(get("/metrics").statusCode()).isEqualTo(200);
    }

    @Test
    void tooLongRequestsAndOtherProtocolsAreRefused() throws Exception {
        assertThat(talk("GET /" + "a".repeat(3_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 431");
        assertThat(talk("GET / HTTP/1.1\r\nX: " + "a".repeat(9_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(talk("\u0016\u0003\u0001 what is this\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    @Test
    void ofPipelinedRequestsOnlyTheFirstIsAnswered() throws Exception {
        assertThat(talk("GET /healthz HTTP/1.1\r\n\r\n".repeat(50)).split("HTTP/1.1 200", -1))
                .hasSize(2);
    }

    @Test
    void aClientThatSaysNothingIsClosedSoonerThanOneThatAsksSlowly() throws Exception {
        AdminServer.Limits tight = new AdminServer.Limits(9, Duration.ofMillis(100), Duration.ofMillis(600));
        try (AdminServer small = AdminServer.start(ANY_PORT, pages(), tight, ByteBufAllocator.DEFAULT);
                Socket slow = connect(small);
                Socket silent = connect(small)) {
            long began = System.nanoTime();
            slow.getOutputStream().write("GET /healthz".getBytes(StandardCharsets.US_ASCII));

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(slow.getInputStream().read()).isEqualTo(-1);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(590));
        }
    }

    @Test
    void connectionsThatHoldEveryPlaceDoNotShutAHealthCheckOut() throws Exception {
        AdminServer.Limits tight = new AdminServer.Limits(3, Duration.ofSeconds(20), Duration.ofSeconds(20));
        List<Socket> flood = new ArrayList<>();
        try (AdminServer small = AdminServer.start(ANY_PORT, pages(), tight, ByteBufAllocator.DEFAULT)) {
            for (int i = 0; i < 6; i++) {
                Socket stalled = connect(small);
                flood.add(stalled);
                if (i % 2 == 0) {
                    stalled.getOutputStream().write('G');
                }
            }
            assertThat(http.send(request(small, "/healthz").build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(flood.get(1).getInputStream().read())
                    .as("the oldest silent one")
                    .isEqualTo(-1);
        }
        for (Socket stalled : flood) {
            stalled.close();
        }
    }

    @Test
    void answersThatNobodyTakesAreDroppedForNewRequests() throws Exception {
        AdminServer.Limits tight = new AdminServer.Limits(2, Duration.ofSeconds(20), Duration.ofSeconds(20));
        try (AdminServer small = AdminServer.start(ANY_PORT, pages(), tight, ByteBufAllocator.DEFAULT);
                Socket one = connect(small);
                Socket other = connect(small)) {
            for (Socket kept : List.of(one, other)) {
                kept.getOutputStream().write("GET /healthz HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(kept.getInputStream().readAllBytes()).isNotEmpty();
            }
            assertThat(http.send(request(small, "/healthz").build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static Socket connect(AdminServer to) throws IOException {
        return new Socket(to.address().getAddress(), to.address().getPort());
    }

    @Test
    void anAddressInUseIsNamed() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, ANY_PORT.getAddress())) {
            InetSocketAddress taken = new InetSocketAddress(ANY_PORT.getAddress(), other.getLocalPort());

            assertThatThrownBy(() -> AdminServer.start(taken, pages(), ByteBufAllocator.DEFAULT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("localhost:" + taken.getPort())
                    .hasMessageContaining("Address already in use");
        }
    }

    private Pages pages() {
        return new Pages(() -> answer, () -> faults, this::scrape);
    }

    private String scrape() {
        if (scrapeFails) {
            throw new IllegalStateException("no metrics today");
        }
        return METRICS;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return request(server, path);
    }

    private static HttpRequest.Builder request(AdminServer to, String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + to.address().getPort() + path));
    }

    private String talk(String request) throws IOException {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
