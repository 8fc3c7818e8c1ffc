package io.dirgate.proxy;

import io.dirgate.proxy.admin.AdminServer;
import io.dirgate.proxy.admin.Pages;
import io.dirgate.proxy.admin.Readiness;
import io.dirgate.proxy.backend.Connector;
import io.dirgate.proxy.backend.Directory;
import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.Membership;
import io.dirgate.proxy.backend.Prober;
import io.dirgate.proxy.client.TlsFault;
import io.dirgate.proxy.config.Changes;
import io.dirgate.proxy.config.ConfigException;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.config.ListenerConfig;
import io.dirgate.proxy.config.Network;
import io.dirgate.proxy.config.ProxyProtocolConfig;
import io.dirgate.proxy.config.ShutdownConfig;
import io.dirgate.proxy.config.StartTls;
import io.dirgate.proxy.discovery.Discovery;
import io.dirgate.proxy.ldap.RequestMemory;
import io.dirgate.proxy.net.ListenProblem;
import io.dirgate.proxy.net.Listeners;
import io.dirgate.proxy.net.Transport;
import io.dirgate.proxy.observe.AccessLog;
import io.dirgate.proxy.observe.JsonAccessLog;
import io.dirgate.proxy.observe.MicrometerMetrics;
import io.dirgate.proxy.session.Checks;
import io.dirgate.proxy.session.CloseReason;
import io.dirgate.proxy.session.Service;
import io.dirgate.proxy.session.SessionFactory;
import io.dirgate.proxy.tls.TlsContexts;
import io.dirgate.proxy.tls.TlsException;
import io.dirgate.proxy.tls.TlsProvider;
import io.dirgate.proxy.tls.TlsReloader;
import io.dirgate.proxy.tls.UpstreamTls;
import io.dirgate.proxy.upstream.AnonymousConnections;
import io.dirgate.proxy.upstream.FreshConnections;
import io.dirgate.proxy.upstream.Rebinds;
import io.dirgate.proxy.upstream.RecycledConnections;
import io.dirgate.proxy.upstream.UpstreamProvider;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running gateway: everything that one configuration brings to life, in the order in which it must start and end. */
public final class Gateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    private final GatewayConfig config;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final MicrometerMetrics metrics = opened(new MicrometerMetrics(Clock.systemUTC()));
    private @Nullable Transport transport;
    private @Nullable Listeners listeners;
    private @Nullable Directory directory;
    private @Nullable Membership members;
    private @Nullable TlsReloader certificates;
    private @Nullable AdminServer admin;
    private volatile boolean draining;

    private Gateway(GatewayConfig config) {
        this.config = config;
    }

    /**
     * Serves when it returns, whether or not a directory server is well.
     *
     * @throws StartException if an address, a certificate or a file cannot be used; nothing is left open
     */
    public static Gateway start(GatewayConfig config) throws StartException {
        Gateway gateway = new Gateway(config);
        try {
            gateway.open();
            return gateway;
        } catch (IOException | TlsException e) {
            gateway.close();
            throw new StartException(e.getMessage(), e);
        }
    }

    private void open() throws IOException, TlsException {
        log.atInfo().addKeyValue("tls", TlsProvider.inUse().description()).log("starting");
        Properties build = Version.build();
        metrics.build(build.getProperty("version", "unknown"), build.getProperty("revision", "unknown"));
        metrics.logDrops(Logs::droppedLines);
        AccessLog accessLog = opened(accessLog());
        List<@Nullable TlsContexts> contexts = contexts();
        transport = opened(new Transport(Runtime.getRuntime().availableProcessors()));
        UpstreamTls upstreamTls = opened(upstreamTls());
        Connector connector = new Connector(
                transport.sockets(config.directory().nameServers()),
                config.directory(),
                config.upstream(),
                upstreamTls,
                metrics);
        UpstreamProvider upstreams = config.upstream().recycle()
                ? new RecycledConnections(connector, metrics)
                : new FreshConnections(connector);
        Prober prober = new Prober(
                transport.loops().next(), connector, config.directory().health());
        directory = new Directory(config.directory().affinity());
        metrics.servers(Arrays.stream(Loss.Kind.values()).map(Loss.Kind::label).toList(), directory::sessionsOf);
        members = new Membership(directory, config.directory().health(), prober, metrics);
        opened(Discovery.of(
                        config.directory(),
                        () -> transport.newResolver(config.directory().nameServers()),
                        metrics))
                .start(members::take);
        RequestMemory memory = new RequestMemory(config.limits().requestMemory());
        metrics.requestMemory(memory::used, config.limits().requestMemory());
        SessionFactory sessions = new SessionFactory(new Service(
                directory,
                upstreams,
                config.limits(),
                Checks.of(config.limits()),
                config.shutdown().notice(),
                memory,
                config.upstream(),
                new Rebinds(metrics),
                new AnonymousConnections(config.limits().anonymousConnections()),
                accessLog,
                metrics));
        listeners = opened(new Listeners(transport, sessions, config.limits(), metrics));
        for (int i = 0; i < contexts.size(); i++) {
            ListenerConfig listener = config.listeners().get(i);
            warnOfClear(listener);
            warnOfTrustInEverybody(listener);
            listeners.open(listener, contexts.get(i));
            metrics.listener(
                    listener.name(),
                    Arrays.stream(CloseReason.values()).map(CloseReason::label).toList(),
                    contexts.get(i) == null ? List.of() : TlsFault.LABELS,
                    Listeners.REFUSALS);
        }
        listeners.closeClientsOfOthers();
        metrics.connections(
                listeners.counts(),
                config.limits().connections(),
                config.limits().connectionsPerAddress());
        certificates = opened(
                TlsReloader.watch(contexts.stream().filter(c -> c != null).toList()));
        openAdmin();
        listeners.addresses().forEach((name, address) -> log.atInfo()
                .addKeyValue("listener", name)
                .addKeyValue("address", text(address))
                .log("listening"));
        OpenFiles.warnIfTooFewFor(config.limits().connections());
        log.atInfo().addKeyValue("transport", transport).log("ready for clients");
    }

    /**
     * Takes from another configuration what can change without ending a session: the listed directory servers. Certificates are
     * looked at now. Whatever else differs is named and waits for the next start.
     */
    void reload(GatewayConfig changed) {
        if (members != null
                && !config.directory().servers().isEmpty()
                && !changed.directory().servers().isEmpty()) {
            members.take(Discovery.listed(changed.directory()));
        }
        if (certificates != null) {
            certificates.lookNow();
        }
        metrics.reloaded(true);
        List<String> later = Changes.between(config, changed).stream()
                .filter(path -> !path.startsWith("directory.servers"))
                .toList();
        if (later.isEmpty()) {
            log.info("configuration read again");
        } else {
            log.atWarn()
                    .addKeyValue("later", later)
                    .log("configuration read again; what else has changed needs a restart");
        }
    }

    /** The changed configuration cannot be used: the one in force stays. */
    void refuse(ConfigException changed) {
        metrics.reloaded(false);
        log.atWarn().addKeyValue("reason", changed.getMessage()).log("configuration refused, the one in force stays");
    }

    /** By listener's name, where each really listens. */
    public Map<String, InetSocketAddress> addresses() {
        return listeners == null ? Map.of() : listeners.addresses();
    }

    /** Null where the admin listener is off. */
    public @Nullable InetSocketAddress adminAddress() {
        return admin == null ? null : admin.address();
    }

    /** What is wrong with the process itself: blocked event loops, closed listeners. Empty while it does its work. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (transport != null) {
            faults.addAll(transport.stuckLoops());
        }
        if (listeners != null && !draining) {
            listeners.closed().forEach(name -> faults.add("listener " + name + " is closed"));
        }
        return faults;
    }

    public Readiness.Answer readiness() {
        if (draining || directory == null) {
            return new Readiness.Answer(false, draining ? "shutting down" : "starting");
        }
        return new Readiness.Answer(directory.isServing(), directory.describe());
    }

    /**
     * Says that it is not ready any more, serves on for {@code shutdown.delay}, then accepts no more and lets what is in flight end.
     * Returns after {@link ShutdownConfig#atMost} at the latest.
     */
    public void drain() throws InterruptedException {
        draining = true;
        if (listeners != null) {
            listeners.leaveToNext();
        }
        if (admin != null) {
            admin.leaveToNext();
        }
        Duration delay = config.shutdown().delay();
        if (!delay.isZero()) {
            log.atInfo()
                    .addKeyValue("delay", delay)
                    .log("shutting down: /readyz answers 503, clients are served on for shutdown.delay");
            TimeUnit.MILLISECONDS.sleep(delay.toMillis());
        }
        log.atInfo()
                .addKeyValue("timeout", config.shutdown().timeout())
                .log("shutting down: accepting stops, operations in flight end");
        boolean all = listeners == null || listeners.drain(config.shutdown().timeout());
        if (!all) {
            log.warn("sessions were still busy after shutdown.timeout and are cut off");
        }
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                log.atWarn().setCause(e).log("a part did not close cleanly");
            }
        }
    }

    private AccessLog accessLog() throws IOException {
        String file = config.accessLog().file();
        if (file == null) {
            return AccessLog.NONE;
        }
        try {
            JsonAccessLog accessLog = file.equals("-")
                    ? JsonAccessLog.toStandardOutput(Clock.systemUTC())
                    : JsonAccessLog.toFile(Path.of(file), Clock.systemUTC());
            metrics.accessLogDrops(accessLog::droppedLines);
            return accessLog;
        } catch (IOException e) {
            throw new IOException("accessLog.file: " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Goes on after a problem: all of them are to be told at once. */
    private List<@Nullable TlsContexts> contexts() throws TlsException {
        List<@Nullable TlsContexts> contexts = new ArrayList<>();
        List<TlsException> unusable = new ArrayList<>();
        for (int i = 0; i < config.listeners().size(); i++) {
            ListenerConfig listener = config.listeners().get(i);
            try {
                contexts.add(listener.tls() == null ? null : opened(TlsContexts.load(listener, metrics)));
            } catch (TlsException e) {
                unusable.add(e.under("listeners[" + i + "]"));
            }
        }
        if (!unusable.isEmpty()) {
            throw TlsException.of(unusable);
        }
        return contexts;
    }

    private UpstreamTls upstreamTls() throws TlsException {
        if (config.directory().tls().insecure()) {
            log.warn(
                    "directory.tls.insecure: the directory servers' certificates are not checked; anyone between could read passwords");
        }
        try {
            return UpstreamTls.load(config.directory().tls());
        } catch (TlsException e) {
            throw e.under("directory");
        }
    }

    private static void warnOfClear(ListenerConfig listener) {
        if (listener.tls() == null || listener.startTls() == StartTls.OPTIONAL) {
            log.atWarn()
                    .addKeyValue("listener", listener.name())
                    .log("this listener takes passwords in clear; use tls, or startTls: required");
        }
    }

    private static void warnOfTrustInEverybody(ListenerConfig listener) {
        ProxyProtocolConfig proxy = listener.proxyProtocol();
        if (proxy != null && proxy.from().stream().anyMatch(Network::isEverything)) {
            log.atWarn()
                    .addKeyValue("listener", listener.name())
                    .log("proxyProtocol.from lets every client claim any address; name the load balancers' networks");
        }
    }

    private void openAdmin() throws IOException {
        Endpoint address = config.admin().address();
        if (address != null) {
            admin = opened(admin(address));
            log.atInfo().addKeyValue("address", text(admin.address())).log("admin listening");
        }
    }

    private AdminServer admin(Endpoint address) throws IOException {
        try {
            return AdminServer.start(
                    new InetSocketAddress(address.host(), address.port()),
                    new Pages(this::readiness, this::faults, metrics::scrape),
                    transport == null ? ByteBufAllocator.DEFAULT : transport.keptBuffers());
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("admin.address: " + ListenProblem.describe(address, cause), e);
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private static String text(InetSocketAddress address) {
        return NetUtil.toSocketAddressString(address);
    }
}
