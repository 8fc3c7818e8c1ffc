package io.dirgate.proxy.domain;

import io.dirgate.proxy.backend.Connector;
import io.dirgate.proxy.backend.Directory;
import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.Membership;
import io.dirgate.proxy.backend.Prober;
import io.dirgate.proxy.config.DirectoryConfig;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.config.UpstreamConfig;
import io.dirgate.proxy.config.UpstreamTlsConfig;
import io.dirgate.proxy.discovery.Discovery;
import io.dirgate.proxy.net.Transport;
import io.dirgate.proxy.observe.MicrometerMetrics;
import io.dirgate.proxy.tls.TlsException;
import io.dirgate.proxy.tls.UpstreamTls;
import io.dirgate.proxy.upstream.RecycledConnections;
import io.dirgate.proxy.upstream.UpstreamProvider;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All parts of one directory. They exist as long as the directory and adopt changed settings, while sessions on its
 * servers continue.
 */
public final class Domain implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Domain.class);

    /**
     * Longer than any connection attempt, so that an attempt that started with the previous settings also ends with
     * them.
     */
    private static final Duration LINGER = Duration.ofMinutes(2);

    private final Transport transport;
    private final MicrometerMetrics metrics;
    private final Connector connector;
    private final RecycledConnections upstreams;
    private final Directory directory;
    private final Membership members;
    private final List<AutoCloseable> outdated = new ArrayList<>();
    private Settings settings;

    /** The parts that a reload replaces. */
    record Settings(
            DirectoryConfig directory,
            UpstreamConfig upstream,
            UpstreamTls tls,
            AddressResolverGroup<InetSocketAddress> addresses,
            Discovery discovery) {}

    private Domain(Transport transport, MicrometerMetrics metrics, Connector.Sockets sockets, Settings settings) {
        this.transport = transport;
        this.metrics = metrics;
        this.settings = settings;
        this.connector = new Connector(sockets, settings.directory(), settings.upstream(), settings.tls(), metrics);
        this.upstreams = new RecycledConnections(connector, metrics);
        this.directory = new Directory(settings.directory().affinity());
        this.members = new Membership(
                directory,
                settings.directory().health(),
                new Prober(
                        transport.loops().next(),
                        connector,
                        settings.directory().health()),
                metrics);
    }

    /**
     * Creates the directory. It has no servers until {@link #start}.
     *
     * @throws TlsException if the authorities cannot be used
     */
    public static Domain open(GatewayConfig config, Transport transport, MicrometerMetrics metrics)
            throws TlsException {
        DirectoryConfig its = config.directory();
        UpstreamTls tls = tls(its.tls());
        Connector.Sockets sockets = transport.sockets(its.nameServers());
        Domain domain = new Domain(
                transport,
                metrics,
                sockets,
                new Settings(its, config.upstream(), tls, sockets.resolvers(), discovery(its, transport, metrics)));
        metrics.servers(Arrays.stream(Loss.Kind.values()).map(Loss.Kind::label).toList(), domain.directory::sessionsOf);
        tls.onChange(domain::distrust);
        return domain;
    }

    /** Starts discovery. Returns when the servers are known, or after a few seconds. */
    public void start() {
        settings.discovery().start(members::take);
    }

    static UpstreamTls tls(UpstreamTlsConfig config) throws TlsException {
        if (config.insecure()) {
            log.warn(
                    "directory.tls.insecure: the directory servers' certificates are not checked; anyone between could read passwords");
        }
        try {
            return UpstreamTls.load(config);
        } catch (TlsException e) {
            throw e.under("directory");
        }
    }

    static Discovery discovery(DirectoryConfig config, Transport transport, MicrometerMetrics metrics) {
        return Discovery.of(config, () -> transport.newResolver(config.nameServers()), metrics);
    }

    /** The servers and the choice among them. */
    public Directory directory() {
        return directory;
    }

    /** The source of the sessions' connections. */
    public UpstreamProvider upstreams() {
        return upstreams;
    }

    /** The TLS settings, whose file of authorities must be watched. */
    public UpstreamTls tls() {
        return settings.tls();
    }

    /**
     * Prepares a change of the settings.
     *
     * @throws DomainException with all problems if the settings cannot be applied; nothing has changed then
     */
    public DomainPlan plan(DirectoryConfig next, UpstreamConfig upstream) throws DomainException, InterruptedException {
        return DomainPlan.make(this, next, upstream);
    }

    Settings settings() {
        return settings;
    }

    Transport transport() {
        return transport;
    }

    MicrometerMetrics metrics() {
        return metrics;
    }

    void become(Settings next) {
        Settings before = settings;
        settings = next;
        connector.become(next.addresses(), next.directory(), next.upstream(), next.tls());
        directory.affinity(next.directory().affinity());
        if (!next.upstream().operationTimeout().equals(before.upstream().operationTimeout())) {
            directory.operationTimeout(next.upstream().operationTimeout());
        }
        if (!next.directory().health().equals(before.directory().health())) {
            members.health(next.directory().health());
        }
        if (next.tls() != before.tls()) {
            next.tls().onChange(this::distrust);
            closeLater(before.tls());
        }
        if (next.tls() != before.tls() || !next.upstream().equals(before.upstream())) {
            upstreams.closeFree();
        }
        if (next.addresses() != before.addresses()) {
            closeLater(before.addresses());
        }
        if (next.discovery() != before.discovery()) {
            before.discovery().close();
            if (!before.discovery().label().equals(next.discovery().label())) {
                metrics.discoveryEnded(before.discovery().label());
            }
            next.discovery().start(members::take);
        }
    }

    /** Applies changed authorities: a connection that was verified with the previous ones serves no other session. */
    private void distrust() {
        connector.outdate();
        upstreams.closeFree();
    }

    private void closeLater(AutoCloseable part) {
        synchronized (outdated) {
            outdated.add(part);
        }
        transport.loops().next().schedule(() -> closeNow(part), LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void closeNow(AutoCloseable part) {
        synchronized (outdated) {
            if (!outdated.remove(part)) {
                return;
            }
        }
        close(part);
    }

    static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            log.atWarn().setCause(e).log("a part did not close cleanly");
        }
    }

    @Override
    public void close() {
        settings.discovery().close();
        settings.tls().close();
        List<AutoCloseable> left;
        synchronized (outdated) {
            left = List.copyOf(outdated);
            outdated.clear();
        }
        left.forEach(Domain::close);
    }
}
