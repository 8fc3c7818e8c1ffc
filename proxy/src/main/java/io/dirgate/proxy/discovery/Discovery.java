package io.dirgate.proxy.discovery;

import io.dirgate.proxy.config.AwsDirectoryConfig;
import io.dirgate.proxy.config.DirectoryConfig;
import io.dirgate.proxy.config.DnsConfig;
import io.dirgate.proxy.config.Transport;
import io.dirgate.proxy.observe.DiscoveryMetrics;
import io.netty.resolver.dns.DnsNameResolver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the directory's servers repeatedly, on its own thread. The last successful result stays in effect until a new
 * one arrives: losing DNS or the AWS API does not mean that the directory servers are down.
 */
public final class Discovery implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Discovery.class);
    private static final int LDAP = 389;
    private static final int LDAPS = 636;
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final ServerSource source;
    private final DiscoveryMetrics metrics;
    private final Thread thread = new Thread(this::follow, "discovery");
    private final CountDownLatch first = new CountDownLatch(1);
    private Consumer<List<FoundServer>> taker = servers -> {};
    private List<FoundServer> known = List.of();
    private @Nullable Answer checked;

    Discovery(ServerSource source, DiscoveryMetrics metrics) {
        this.source = source;
        this.metrics = metrics;
        thread.setDaemon(true);
    }

    /**
     * @param resolvers creates a resolver for the directory's name servers; called only if DNS discovery is configured
     */
    public static Discovery of(DirectoryConfig config, Supplier<DnsNameResolver> resolvers, DiscoveryMetrics metrics) {
        return new Discovery(source(config, resolvers, metrics), metrics);
    }

    private static ServerSource source(
            DirectoryConfig config, Supplier<DnsNameResolver> resolvers, DiscoveryMetrics metrics) {
        boolean ldaps = config.transport() == Transport.LDAPS;
        DnsConfig dns = config.dns();
        if (dns != null) {
            return new SrvServers(dns, dns.port() == 0 && ldaps ? LDAPS : dns.port(), resolvers.get());
        }
        AwsDirectoryConfig aws = config.aws();
        if (aws != null) {
            int usual = ldaps ? LDAPS : LDAP;
            return new AwsServers(aws, aws.port() == 0 ? usual : aws.port(), metrics);
        }
        return new FixedServers(List.copyOf(config.servers()));
    }

    /** The servers listed in the configuration; empty if the configuration uses discovery. */
    public static List<FoundServer> listed(DirectoryConfig config) {
        return new FixedServers(List.copyOf(config.servers())).ask().servers();
    }

    /** Queries the source once. For operators who check a configuration. */
    public List<FoundServer> ask() throws DiscoveryException, InterruptedException {
        return source.ask().servers();
    }

    /**
     * Asks once before the start, which then begins with the answer.
     *
     * @throws DiscoveryException if nobody says which servers there are
     */
    public void check() throws DiscoveryException, InterruptedException {
        checked = source.ask();
    }

    /**
     * Starts discovery and waits a few seconds for the first result, so that the first client finds servers.
     *
     * @param servers receives every result that differs from the previous one; immediately, if the servers are
     *     configured
     */
    public void start(Consumer<List<FoundServer>> servers) {
        taker = servers;
        if (source instanceof FixedServers fixed) {
            taker.accept(fixed.ask().servers());
        } else if (checked != null) {
            take(checked);
            thread.start();
        } else {
            thread.start();
            try {
                first.await(FIRST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void follow() {
        Duration pause = source.shortestPause();
        try {
            if (checked == null) {
                recall();
            } else {
                Thread.sleep(checked.goodFor().toMillis());
            }
            while (true) {
                Duration wait;
                try {
                    Answer answer = source.ask();
                    take(answer);
                    pause = source.shortestPause();
                    wait = answer.goodFor();
                } catch (DiscoveryException | RuntimeException e) {
                    if (thread.isInterrupted()) {
                        return;
                    }
                    failed(e);
                    wait = pause;
                    pause = pause.multipliedBy(2).compareTo(source.longestPause()) < 0
                            ? pause.multipliedBy(2)
                            : source.longestPause();
                }
                // Jitter, so that several gateways do not query in step.
                Thread.sleep(
                        (long) (wait.toMillis() * ThreadLocalRandom.current().nextDouble(0.9, 1.1)));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void recall() {
        List<FoundServer> remembered = source.remembered();
        if (!remembered.isEmpty()) {
            become(remembered, "directory servers restored from the state file");
        }
    }

    private void take(Answer answer) {
        metrics.discovered(source.label(), answer.servers().size());
        if (!answer.servers().equals(known)) {
            become(answer.servers(), "directory servers found");
            source.remember(answer.servers());
        }
    }

    private void become(List<FoundServer> servers, String event) {
        log.atInfo()
                .addKeyValue("source", source.label())
                .addKeyValue("servers", servers.stream().map(Discovery::text).toList())
                .log(event);
        taker.accept(servers);
        known = servers;
        first.countDown();
    }

    private void failed(Exception failure) {
        first.countDown();
        metrics.discoveryFailed(source.label());
        log.atWarn()
                .addKeyValue("source", source.label())
                .addKeyValue("reason", failure.getMessage())
                .addKeyValue("servers", known.size())
                .log("discovery failed; the known directory servers stay in use");
        if (failure instanceof RuntimeException) {
            log.atError().setCause(failure).log("discovery failed unexpectedly and continues; please report this");
        }
    }

    private static String text(FoundServer server) {
        return server.address() + " (" + server.description() + ")";
    }

    /** For the metrics' label. */
    public String label() {
        return source.label();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            // Do not close the source in the middle of a query.
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        source.close();
    }
}
