package io.dirgate.proxy.domain;

import io.dirgate.proxy.config.DirectoryConfig;
import io.dirgate.proxy.config.ServerConfig;
import io.dirgate.proxy.config.UpstreamConfig;
import io.dirgate.proxy.discovery.Discovery;
import io.dirgate.proxy.discovery.DiscoveryException;
import io.dirgate.proxy.domain.Domain.Settings;
import io.dirgate.proxy.net.Transport;
import io.dirgate.proxy.tls.TlsException;
import io.dirgate.proxy.tls.UpstreamTls;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A prepared change of a directory's settings. The authorities are loaded, the names are resolved, and DNS or AWS has
 * answered.
 */
public final class DomainPlan {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Domain domain;
    private final Settings before;
    private final DirectoryConfig config;
    private final List<String> problems = new ArrayList<>();
    private final List<AutoCloseable> made = new ArrayList<>();
    private final Settings next;

    private DomainPlan(Domain domain, DirectoryConfig config, UpstreamConfig upstream) throws InterruptedException {
        this.domain = domain;
        this.before = domain.settings();
        this.config = config;
        next = new Settings(config, upstream, tls(), addresses(), discovery());
    }

    static DomainPlan make(Domain domain, DirectoryConfig config, UpstreamConfig upstream)
            throws DomainException, InterruptedException {
        DomainPlan plan = new DomainPlan(domain, config, upstream);
        if (!plan.problems.isEmpty()) {
            plan.discard();
            throw new DomainException(plan.problems);
        }
        return plan;
    }

    private UpstreamTls tls() {
        boolean same = config.transport() == before.directory().transport()
                && config.tls().equals(before.directory().tls())
                && !before.tls().isStale();
        try {
            return same ? before.tls() : made(Domain.tls(config.tls()));
        } catch (TlsException e) {
            problems.addAll(e.problems());
            return before.tls();
        }
    }

    private AddressResolverGroup<InetSocketAddress> addresses() {
        return config.nameServers().equals(before.directory().nameServers())
                ? before.addresses()
                : made(domain.transport().newAddresses(config.nameServers()));
    }

    private Discovery discovery() throws InterruptedException {
        DirectoryConfig old = before.directory();
        boolean same = config.servers().equals(old.servers())
                && Objects.equals(config.dns(), old.dns())
                && Objects.equals(config.aws(), old.aws())
                && config.transport() == old.transport();
        if (same) {
            return before.discovery();
        }
        Transport transport = domain.transport();
        Discovery discovery = made(Domain.discovery(config, transport, domain.metrics()));
        try {
            discovery.check();
            resolve();
        } catch (DiscoveryException e) {
            problems.add((config.dns() != null ? "directory.dns: " : "directory.aws: ") + e.getMessage());
        }
        return discovery;
    }

    /**
     * Reports names that have no address, most likely a mistake. A name that is already configured may fail temporarily
     * and is accepted.
     */
    private void resolve() throws InterruptedException {
        Set<String> known = new HashSet<>();
        before.directory()
                .servers()
                .forEach(server -> known.add(server.address().host()));
        List<ServerConfig> servers = config.servers();
        try (DnsNameResolver resolver = domain.transport().newResolver(config.nameServers())) {
            for (int i = 0; i < servers.size(); i++) {
                String host = servers.get(i).address().host();
                if (known.add(host)) {
                    Future<InetAddress> found = resolver.resolve(host);
                    if (!found.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || !found.isSuccess()) {
                        problems.add(
                                "directory.servers[" + i + "].address: " + host + " has no address that can be found");
                    }
                }
            }
        }
    }

    private <T extends AutoCloseable> T made(T part) {
        made.add(part);
        return part;
    }

    /** Returns when the change is in effect. Must not be called on an event loop. */
    public void apply() {
        domain.become(next);
    }

    /** Releases the prepared parts. */
    public void discard() {
        made.forEach(Domain::close);
    }
}
