package io.dirgate.tests;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The gateway as its users run it: a process of the built jar with the launcher's flags and a configuration file. */
final class GatewayProcess implements AutoCloseable {
    /** Tests take all directory servers away. */
    private static final String OUTAGE = "no directory server is left";

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration START = Duration.ofSeconds(60);

    private final GatewaySetup setup;
    private final Daemon daemon;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private GatewayProcess(GatewaySetup setup, Daemon daemon) {
        this.setup = setup;
        this.daemon = daemon;
    }

    /** Starts it and waits until it says that it is ready: it listens, and a server is up. */
    static GatewayProcess start(GatewaySetup setup) {
        return startAndAwait(setup, "gateway.out", "/readyz");
    }

    /** Starts it and waits until it lives, whatever it thinks of its servers. */
    static GatewayProcess startWithoutServers(GatewaySetup setup) {
        return startAndAwait(setup, "gateway.out", "/healthz");
    }

    /** Starts another one with the same configuration, on the same addresses, and waits until it listens too. */
    GatewayProcess startNext() {
        GatewayProcess next = startAndAwait(setup, "next-to-" + daemon.pid() + ".out", "/healthz");
        await().atMost(START).until(() -> next.log().contains("ready for clients"));
        return next;
    }

    /** The command line for one of the gateway's commands. */
    static List<String> command(List<String> jvmFlags, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + HOME.resolve("bin/dirgate.jvm"));
        command.addAll(jvmFlags);
        Path built = HOME.resolve("proxy/target");
        command.addAll(List.of("-cp", built.resolve("dirgate.jar") + ":" + built.resolve("lib") + "/*"));
        command.add("io.dirgate.proxy.Dirgate");
        command.addAll(List.of(arguments));
        return command;
    }

    private static GatewayProcess startAndAwait(GatewaySetup setup, String log, String page) {
        Path configuration = setup.write();
        // Whoever runs the tests may ignore SIGHUP, as nohup does, and Java would leave it so.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP"));
        if (setup.openFiles() > 0) {
            command.addAll(List.of("prlimit", "--nofile=" + setup.openFiles()));
        }
        command.addAll(command(setup.jvmFlags(), "run", "--config", configuration.toString()));
        Daemon daemon = Daemon.start(setup.folder().resolve(log), setup.environment(), command);
        GatewayProcess gateway = new GatewayProcess(setup, daemon);
        try {
            await().atMost(START).pollInterval(Duration.ofMillis(50)).until(() -> {
                if (!daemon.alive()) {
                    throw new IllegalStateException("the gateway ended at once:\n" + daemon.log());
                }
                return gateway.status(page) == 200;
            });
        } catch (RuntimeException e) {
            daemon.close();
            throw new IllegalStateException("the gateway did not get ready:\n" + daemon.log(), e);
        }
        return gateway;
    }

    Endpoint ldaps() {
        return endpoint(GatewaySetup.LDAPS_PORT, Endpoint.Security.LDAPS);
    }

    /** The listener on which StartTLS is required. */
    Endpoint startTls() {
        return endpoint(GatewaySetup.STARTTLS_PORT, Endpoint.Security.STARTTLS);
    }

    /** The listener on which StartTLS is optional, in clear. */
    Endpoint optional() {
        return endpoint(GatewaySetup.OPTIONAL_PORT, Endpoint.Security.PLAIN);
    }

    Endpoint plain() {
        return endpoint(GatewaySetup.PLAIN_PORT, Endpoint.Security.PLAIN);
    }

    /** The listener for clients that secure their connections in this way. */
    Endpoint secured(Endpoint.Security security) {
        return switch (security) {
            case PLAIN -> plain();
            case LDAPS -> ldaps();
            case STARTTLS -> startTls();
        };
    }

    GatewaySetup setup() {
        return setup;
    }

    Daemon process() {
        return daemon;
    }

    String log() {
        return daemon.log();
    }

    List<String> accessLog() {
        try {
            return Files.readAllLines(setup.accessLog());
        } catch (IOException e) {
            return List.of();
        }
    }

    Metrics metrics() {
        return new Metrics(get("/metrics").body());
    }

    /** Resident memory now, in bytes. */
    long residentBytes() {
        try {
            String line = Files.readAllLines(Path.of("/proc/" + daemon.pid() + "/status")).stream()
                    .filter(text -> text.startsWith("VmRSS:"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        } catch (IOException e) {
            throw new IllegalStateException("the gateway is gone:\n" + log(), e);
        }
    }

    /** The files that it has open now. */
    List<String> openFiles() throws IOException {
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + daemon.pid() + "/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    files.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException e) {
                    // Closed since the folder was read.
                }
            }
        }
        return files;
    }

    /** Kills it, if it still runs, and looks into its log for what must never be there. */
    @Override
    public void close() {
        daemon.close();
        String log = daemon.log();
        boolean error = log.lines().anyMatch(line -> line.contains(" ERROR ") && !line.contains(OUTAGE));
        if (log.contains("LEAK: ") || error || log.contains("\tat io.dirgate")) {
            throw new AssertionError("the gateway's log has a leak, an error or a stack trace:\n" + log);
        }
    }

    /** The admin page's status, 0 if nobody answers. */
    int status(String page) {
        try {
            return get(page).statusCode();
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    private HttpResponse<String> get(String page) {
        URI uri = URI.create("http://" + setup.address() + ":" + GatewaySetup.ADMIN_PORT + page);
        try {
            return http.send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("the admin listener does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Endpoint endpoint(int port, Endpoint.Security security) {
        return new Endpoint(setup.address(), port, security, setup.authority().ca());
    }
}
