package io.dirgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.demo.DemoDirectory;
import io.dirgate.proxy.tls.TestPki;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Clients that do not trust the gateway's certificate: each is named once, in the log and in the metric. */
class DistrustingClientsTest {
    @TempDir
    private static Path folder;

    private static DemoDirectory directory;
    private static Gateway gateway;
    private static String trusted;

    private final Logger log = (Logger) LoggerFactory.getLogger("io.dirgate.proxy.session.ClientSession");
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> lineReader = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getKeyValuePairs().toString());
        }
    };

    private double failedBefore;

    @BeforeAll
    static void serve() throws Exception {
        TestPki.Pair authority = TestPki.authority("Nobody's Authority");
        TestPki.server("localhost")
                .issuedBy(authority)
                .write(folder.resolve("server.crt"), folder.resolve("server.key"));
        Path ca = Files.writeString(folder.resolve("ca.pem"), authority.chain());
        trusted = ca.toString();
        directory = DemoDirectory.start();
        gateway = Gateway.start(ConfigLoader.parse("""
                listeners:
                  - { name: ldaps, address: "127.0.0.1:0", tls: { certificate: server.crt, privateKey: server.key } }
                directory: { servers: ["127.0.0.1:%d"] }
                admin: 127.0.0.1:0
                accessLog: off
                """.formatted(directory.port()), folder));
    }

    @AfterAll
    static void end() {
        gateway.close();
        directory.close();
    }

    @BeforeEach
    void listen() throws Exception {
        lineReader.start();
        log.addAppender(lineReader);
        failedBefore = failed("");
    }

    @AfterEach
    void stop() {
        log.detachAppender(lineReader);
    }

    static Stream<Arguments> clients() {
        String node = "require('tls').connect({host:'localhost',port:{port}%s}).on('error',()=>process.exit(1))";
        String python = "import socket,ssl; c=ssl.create_default_context(); c.maximum_version=ssl.TLSVersion.%s;"
                + " c.wrap_socket(socket.create_connection(('localhost',{port})),server_hostname='localhost')";
        String openssl = "openssl s_client -verify_return_error -connect localhost:{port}";
        return Stream.of(
                client("clientDistrusts", openssl + " -tls1_3"),
                client("clientDistrusts", openssl + " -tls1_2"),
                client("clientDistrusts", "python3", "-c", python.formatted("TLSv1_3")),
                client("clientDistrusts", "python3", "-c", python.formatted("TLSv1_2")),
                client("clientClosed", "node", "-e", node.formatted("")),
                client("leftAfterHandshake", "node", "-e", node.formatted(",maxVersion:'TLSv1.2'")),
                client("", "gnutls-cli --port {port} localhost"),
                client("", "gnutls-cli --priority NORMAL:-VERS-TLS1.3 --port {port} localhost"),
                client("", "ldapsearch -x -H ldaps://localhost:{port} -b  -s base"),
                client("clientDistrusts", "curl -sS ldaps://localhost:{port}/"));
    }

    /** @param label empty where it depends on the program's version whether it says an alert or just leaves */
    private static Arguments client(String label, String... command) {
        List<String> words = command.length == 1 ? Arrays.asList(command[0].split(" ", -1)) : List.of(command);
        return Arguments.of(label, words);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aClientThatDoesNotTrustTheCertificateIsNamedAndCountedOnce(String label, List<String> command)
            throws Exception {
        run(command);

        await().untilAsserted(() -> assertThat(lines).hasSize(1));
        assertThat(lines.get(0))
                .containsPattern("reason=\"(tlsFailed|leftAfterHandshake)\"")
                .containsPattern(
                        "does not know the authority|does not accept the server's certificate|may not trust the certificate");
        await().untilAsserted(() -> assertThat(failed("")).isEqualTo(failedBefore + 1));
        assertThat(failed(label)).as(label).isPositive();
    }

    @Test
    void aClientThatTrustsTheCertificateIsNoFailure() throws Exception {
        run(List.of("openssl", "s_client", "-CAfile", trusted, "-verify_return_error", "-connect", "localhost:{port}"));

        await().untilAsserted(() -> assertThat(lines).hasSize(1));
        assertThat(lines.get(0)).contains("leftAfterHandshake", "a monitoring check of the certificate does the same");
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        boolean installed = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, command.get(0))));
        if (!installed && Boolean.parseBoolean(System.getenv("CI"))) {
            throw new AssertionError(command.get(0) + " is not installed, which CI must have");
        }
        assumeTrue(installed, command.get(0) + " is not installed");
        InetSocketAddress address = gateway.addresses().get("ldaps");
        assertThat(address).isNotNull();
        String port = String.valueOf(address.getPort());
        Process client = new ProcessBuilder(command.stream()
                        .map(word -> word.replace("{port}", port))
                        .toList())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!client.waitFor(20, TimeUnit.SECONDS)) {
            client.destroyForcibly();
            throw new AssertionError(command + " does not end");
        }
    }

    /** The metric's sum over the label, or over all. */
    private static double failed(String label) throws IOException, InterruptedException {
        InetSocketAddress address = gateway.adminAddress();
        assertThat(address).isNotNull();
        URI metrics = URI.create("http://127.0.0.1:" + address.getPort() + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("dirgate_handshakes_failed_total{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
