package io.dirgate.proxy;

import io.dirgate.proxy.admin.Pages;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.config.LimitsConfig;
import io.dirgate.proxy.domain.Domain;
import io.dirgate.proxy.ldap.RequestMemory;
import io.dirgate.proxy.net.ListenerPlan;
import io.dirgate.proxy.net.Listeners;
import io.dirgate.proxy.net.Transport;
import io.dirgate.proxy.observe.AccessLog;
import io.dirgate.proxy.observe.HourlyLines;
import io.dirgate.proxy.observe.MicrometerMetrics;
import io.dirgate.proxy.reload.AccessLogs;
import io.dirgate.proxy.reload.AdminListener;
import io.dirgate.proxy.reload.Reload;
import io.dirgate.proxy.reload.Running;
import io.dirgate.proxy.session.Checks;
import io.dirgate.proxy.session.Service;
import io.dirgate.proxy.session.SessionFactory;
import io.dirgate.proxy.tls.TlsException;
import io.dirgate.proxy.tls.TlsReloader;
import io.dirgate.proxy.upstream.AnonymousConnections;
import io.dirgate.proxy.upstream.Rebinds;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the parts of a gateway in the order of their dependencies, and closes them in reverse order. */
final class Assembly implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Assembly.class);

    private final GatewayConfig config;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    Assembly(GatewayConfig config) {
        this.config = config;
    }

    /**
     * Creates and starts the gateway. It serves clients when this method returns.
     *
     * @throws IOException if an address or a file cannot be used; the message names it and the reason
     * @throws TlsException if certificates or authorities cannot be used
     */
    Gateway build() throws IOException, TlsException {
        MicrometerMetrics metrics = opened(new MicrometerMetrics(Clock.systemUTC()));
        Properties build = Version.build();
        metrics.build(build.getProperty("version", "unknown"), build.getProperty("revision", "unknown"));
        metrics.logDrops(Logs::droppedLines);
        AccessLogs accessLogs = opened(new AccessLogs());
        metrics.accessLogDrops(accessLogs::droppedLines);
        AccessLog accessLog = accessLogs.open(config.accessLog());
        accessLogs.become(accessLog);
        Transport transport = opened(new Transport(Runtime.getRuntime().availableProcessors()));
        Domain domain = opened(Domain.open(config, transport, metrics));
        SessionFactory sessions = new SessionFactory(service(domain, accessLog, metrics));
        Listeners listeners = opened(new Listeners(transport, sessions, metrics));
        ListenerPlan plan = listeners.plan(config.listeners());
        opened(plan::discard);
        domain.start();
        plan.listen();
        listeners.closeClientsOfOthers();
        parts.pop();
        Condition condition = new Condition(transport, listeners, domain.directory());
        TlsReloader certificates = opened(TlsReloader.start());
        AdminListener admin = opened(new AdminListener(
                new Pages(condition::readiness, condition::faults, metrics::scrape), transport.keptBuffers()));
        Running running = new Running(transport, metrics, accessLogs, domain, sessions, listeners, certificates, admin);
        measure(running);
        Reload.begin(running, plan);
        admin.start(config.admin());
        log.atInfo().addKeyValue("transport", transport).log("ready for clients");
        return new Gateway(running, condition, config, this);
    }

    private Service service(Domain domain, AccessLog accessLog, MicrometerMetrics metrics) {
        return new Service(
                domain.directory(),
                domain.upstreams(),
                config.limits(),
                Checks.of(config.limits()),
                config.shutdown().notice(),
                new RequestMemory(config.limits().requestMemory()),
                config.upstream(),
                new Rebinds(metrics),
                new AnonymousConnections(config.limits().anonymousConnections()),
                new HourlyLines(),
                accessLog,
                metrics);
    }

    /** Exports each use together with its limit. A reload may change the limits. */
    private static void measure(Running running) {
        MicrometerMetrics metrics = running.metrics();
        Supplier<LimitsConfig> limits = () -> running.sessions().service().limits();
        ToIntFunction<ToIntFunction<LimitsConfig>> now = limit -> limit.applyAsInt(limits.get());
        RequestMemory memory = running.sessions().service().memory();
        metrics.requestMemory(memory::used, memory::limit);
        metrics.connections(
                running.listeners().counts(),
                () -> now.applyAsInt(LimitsConfig::connections),
                () -> now.applyAsInt(LimitsConfig::connectionsPerAddress));
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
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
}
