package io.dirgate.proxy.backend;

import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.config.HealthConfig;
import io.dirgate.proxy.discovery.FoundServer;
import io.dirgate.proxy.observe.ProxyMetrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates a directory's servers from the results of discovery. If other servers are already serving, a new server is
 * probed before it receives sessions. A removed server receives no new sessions; its existing sessions continue until
 * they end, or until it fails and they move to another server. Its mutable state belongs to the prober's event loop.
 */
public final class Membership {
    private static final Logger log = LoggerFactory.getLogger(Membership.class);

    private final Directory directory;
    private HealthConfig health;
    private final Prober prober;
    private final ProxyMetrics metrics;
    private final Map<Server, HealthMonitor> monitors = new HashMap<>();
    private final Server.Watch watch = new Server.Watch() {
        @Override
        public void suspect(Server server, String reason) {
            onMonitorOf(server, monitor -> monitor.suspect(reason), () -> {});
        }

        @Override
        public void probeNow(Server server, Runnable then) {
            onMonitorOf(server, monitor -> monitor.probeNow(then), then);
        }
    };

    public Membership(Directory directory, HealthConfig health, Prober prober, ProxyMetrics metrics) {
        this.directory = directory;
        this.health = health;
        this.prober = prober;
        this.metrics = metrics;
    }

    /** Sets the directory's servers and returns when the change is in effect. Must not be called on an event loop. */
    public void take(List<FoundServer> found) {
        prober.loop().submit(() -> become(found)).syncUninterruptibly();
    }

    /** Servers are probed and judged by these settings when it returns; what is known of them stays. Not for event loops. */
    public void health(HealthConfig next) {
        prober.loop().submit(() -> become(next)).syncUninterruptibly();
    }

    private void become(HealthConfig next) {
        health = next;
        prober.config(next);
        directory.servers().forEach(server -> server.health().config(next));
        monitors.values().forEach(HealthMonitor::onInterval);
    }

    private void become(List<FoundServer> found) {
        Map<Endpoint, Server> known = new LinkedHashMap<>();
        directory.servers().forEach(server -> known.put(server.address(), server));
        List<Server> next = new ArrayList<>();
        List<HealthMonitor> joining = new ArrayList<>();
        for (FoundServer each : found) {
            Server server = known.remove(each.address());
            if (server == null) {
                server = new Server(each, new ServerHealth(health, directory.isServing()), watch);
                HealthMonitor monitor = new HealthMonitor(server, directory, prober, metrics, this::forget);
                monitors.put(server, monitor);
                joining.add(monitor);
            } else {
                server.stands(each);
            }
            next.add(server);
        }
        known.values().forEach(this::drain);
        next.addAll(known.values());
        directory.become(next);
        next.forEach(server -> watch(server).report());
        directory.outage().look();
        joining.forEach(HealthMonitor::probe);
    }

    private void drain(Server server) {
        if (!server.isDraining()) {
            server.drain();
            log.atInfo()
                    .addKeyValue("server", server.name())
                    .log("directory server no longer belongs to the domain; its sessions continue until they end");
        }
    }

    private void forget(Server server) {
        monitors.remove(server);
        directory.become(directory.servers().stream().filter(s -> s != server).toList());
        metrics.serverGone(server.name());
        log.atInfo().addKeyValue("server", server.name()).log("directory server has no sessions left and is removed");
    }

    /** @param forgotten called if the server has no monitor any more */
    private void onMonitorOf(Server server, Consumer<HealthMonitor> act, Runnable forgotten) {
        prober.loop().execute(() -> {
            HealthMonitor monitor = monitors.get(server);
            if (monitor == null) {
                forgotten.run();
            } else {
                act.accept(monitor);
            }
        });
    }

    private HealthMonitor watch(Server server) {
        HealthMonitor monitor = monitors.get(server);
        if (monitor == null) {
            throw new IllegalStateException(server + " is not watched");
        }
        return monitor;
    }
}
