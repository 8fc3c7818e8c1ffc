package io.dirgate.certtool.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Tool;
import io.dirgate.certtool.aws.CertificateRecipe;
import io.dirgate.certtool.aws.Issued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** The ACME test server and its DNS server, both on free loopback ports; every name leads to this machine. */
final class Pebble implements AutoCloseable {
    /** A key id that this server knows. */
    static final String KEY_ID = "kid-1";

    /** The HMAC key that belongs to it. */
    static final String MAC_KEY = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";

    private final List<Process> processes = new ArrayList<>();
    private final Path folder;
    private final int port;
    private final int httpPort;
    private final int dnsManagement;

    private final int dns;

    private Pebble(Path folder, int[] ports) {
        this.folder = folder;
        this.port = ports[0];
        this.httpPort = ports[1];
        this.dns = ports[2];
        this.dnsManagement = ports[3];
    }

    static Pebble start(Path folder, boolean externalAccountRequired) throws IOException {
        Tool.require("pebble");
        Tool.require("pebble-challtestsrv");
        int[] ports = freePorts(5);
        Pebble pebble = new Pebble(folder, ports);
        Issued server = CertificateRecipe.server("localhost")
                .extension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(
                                new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[] {127, 0, 0, 1}))))
                .selfSigned();
        server.writeTo(folder, "pebble");
        Path config = Files.writeString(folder.resolve("pebble.json"), """
                {"pebble": {
                  "listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                  "certificate": "%s", "privateKey": "%s",
                  "httpPort": %d, "tlsPort": 1, "ocspResponderURL": "",
                  "externalAccountBindingRequired": %s, "externalAccountMACKeys": {"%s": "%s"}
                }}
                """.formatted(
                        ports[0],
                        ports[4],
                        folder.resolve("pebble.crt"),
                        folder.resolve("pebble.key"),
                        ports[1],
                        externalAccountRequired,
                        KEY_ID,
                        MAC_KEY));
        String dns = "127.0.0.1:" + ports[2];
        String none = "";
        pebble.run(
                "pebble-challtestsrv",
                "-defaultIPv4",
                "127.0.0.1",
                "-defaultIPv6",
                none,
                "-dns01",
                dns,
                "-management",
                "127.0.0.1:" + ports[3],
                "-http01",
                none,
                "-https01",
                none,
                "-tlsalpn01",
                none);
        pebble.run("pebble", "-config", config.toString(), "-dnsserver", dns);
        pebble.awaitPort(ports[0]);
        pebble.awaitPort(ports[3]);
        return pebble;
    }

    String directory() {
        return "https://127.0.0.1:" + port + "/dir";
    }

    /** The CA that vouches for the server's own TLS certificate. */
    Path serverCa() {
        return folder.resolve("pebble.crt");
    }

    /** Where this server asks for HTTP-01 answers. */
    String httpListen() {
        return "127.0.0.1:" + httpPort;
    }

    /** This server's DNS, as {@code ADDRESS:PORT}. */
    String resolver() {
        return "127.0.0.1:" + dns;
    }

    /** From now on DNS has these TXT values for a name. */
    void publish(String name, List<String> values) {
        manage("clear-txt", "{\"host\": \"%s\"}".formatted(name));
        values.forEach(value -> manage("set-txt", "{\"host\": \"%s\", \"value\": \"%s\"}".formatted(name, value)));
    }

    /** From now on DNS has a name for an alias. */
    void alias(String name, String target) {
        manage("set-cname", "{\"host\": \"%s\", \"target\": \"%s\"}".formatted(name, target));
    }

    private void manage(String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dnsManagement + "/" + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            int status = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            assertThat(status).as(path + " " + body).isEqualTo(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A hook that sets records in this server's DNS. */
    Path dnsHook() throws IOException {
        Tool.require("curl");
        Path hook = Files.writeString(folder.resolve("hook.sh"), """
                #!/bin/sh
                set -eu
                case $1 in
                  present) path=set-txt ;;
                  cleanup) path=clear-txt ;;
                esac
                echo "$1 $2" >> %s/hook.log
                curl -sf -d "{\\"host\\": \\"$2\\", \\"value\\": \\"$3\\"}" http://127.0.0.1:%d/$path
                """.formatted(folder, dnsManagement));
        if (!hook.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + hook + " executable");
        }
        return hook;
    }

    private void run(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(command[0] + ".log").toFile());
        builder.environment().putAll(Map.of("PEBBLE_VA_NOSLEEP", "1"));
        processes.add(builder.start());
    }

    private void awaitPort(int awaited) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), awaited), 500);
                return true;
            }
        });
    }

    private static int[] freePorts(int count) throws IOException {
        Set<ServerSocket> sockets = new HashSet<>();
        int[] ports = new int[count];
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports[i] = socket.getLocalPort();
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : processes) {
            process.destroy();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
