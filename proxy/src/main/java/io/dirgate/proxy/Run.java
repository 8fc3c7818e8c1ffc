package io.dirgate.proxy;

import io.dirgate.proxy.config.ConfigException;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.tls.TlsException;
import io.netty.channel.epoll.Epoll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dirgate run}: the service. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Serves until it is told to end (SIGTERM, Ctrl-C).",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:ended as it was told to",
            "1:failed, as by an address on which it cannot listen",
            "2:the command line or the configuration cannot be used"
        },
        footer = {
            "",
            "Signals:",
            "  TERM, INT   /readyz answers 503 and clients are served on for",
            "              shutdown.delay; then operations in flight end, then it ends",
            "  HUP         read the configuration, look at certificates; a bad file",
            "              changes nothing",
            "  QUIT        print what each thread does, and run on",
            "",
            "Environment:",
            "  JAVA_HOME              the Java to run on; else the first on the PATH",
            "  DIRGATE_JAVA_OPTIONS   further flags for it, such as -Xmx256m",
            "  DIRGATE_LOG_LEVEL      ERROR, WARN, INFO (default) or DEBUG",
            "  NOTIFY_SOCKET,         systemd is told the state and, where it has a",
            "  WATCHDOG_USEC          watchdog, twice in its interval that all is well",
            "  AWS_REGION and others  as AWS's own tools read them"
        })
final class Run implements Callable<Integer> {
    /** Time for shutting down after the last session has ended. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration, in YAML.")
    private Path config;

    @Override
    public Integer call() throws ConfigException, StartException, InterruptedException {
        GatewayConfig settings = ConfigLoader.load(config);
        SdNotify serviceManager = new SdNotify(System.getenv("NOTIFY_SOCKET"), Epoll.isAvailable());
        Gateway gateway = start(settings);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            serviceManager.stopping(gateway.drainsWithin().plus(CLOSING));
                            end(gateway);
                        },
                        "shutdown"));
        StatusLine status = new StatusLine(serviceManager, gateway::readiness, gateway::faults);
        new ReloadOnSighup(config, gateway, serviceManager, status).await();
        Duration interval =
                Watchdog.interval(System.getenv(), ProcessHandle.current().pid());
        if (interval != null) {
            new Watchdog(serviceManager, gateway::faults).start(interval);
        }
        serviceManager.ready(status.taken());
        if (serviceManager.isListening()) {
            status.start();
        }
        new CountDownLatch(1).await();
        return 0;
    }

    private Gateway start(GatewayConfig settings) throws ConfigException, StartException {
        try {
            return Gateway.start(settings);
        } catch (StartException e) {
            if (e.getCause() instanceof TlsException unusable && !unusable.mayPass()) {
                throw new ConfigException(config.toString(), unusable.problems());
            }
            throw e;
        }
    }

    /** Exits with 0 on SIGTERM. By default, the JVM would exit with 143. */
    private static void end(Gateway gateway) {
        try {
            gateway.drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        gateway.close();
        Logs.flush();
        Runtime.getRuntime().halt(0);
    }
}
