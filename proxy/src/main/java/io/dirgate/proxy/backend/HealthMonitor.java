package io.dirgate.proxy.backend;

import io.dirgate.proxy.observe.ProxyMetrics;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes one server for as long as it is one of the directory's or has sessions left, and takes it out or brings it back. All on
 * one event loop.
 */
final class HealthMonitor {
    private static final Logger log = LoggerFactory.getLogger(HealthMonitor.class);

    private final Server server;
    private final Directory directory;
    private final Prober prober;
    private final ProxyMetrics metrics;
    private final Consumer<Server> drained;
    private @Nullable RootDse lastSeen;
    private boolean wasUnused;

    /** @param drained told once, when nothing is left to be watched */
    HealthMonitor(Server server, Directory directory, Prober prober, ProxyMetrics metrics, Consumer<Server> drained) {
        this.server = server;
        this.directory = directory;
        this.prober = prober;
        this.metrics = metrics;
        this.drained = drained;
    }

    /** Asks once, and goes on asking. */
    void probe() {
        if (isDrained()) {
            drained.accept(server);
            return;
        }
        long began = System.nanoTime();
        prober.ask(server, outcome -> {
            String fault = prober.judge(outcome);
            if (fault == null) {
                fault = directory.strangeness(outcome.rootDse().defaultNamingContext());
            }
            metrics.probed(server.name(), fault == null, System.nanoTime() - began);
            if (fault == null) {
                succeeded(outcome.rootDse());
            } else {
                failed(fault);
            }
            prober.loop().schedule(this::probe, pause(), TimeUnit.NANOSECONDS);
        });
    }

    /** Unused twice in a row: a session that chose the server just before it was drained is still about to connect the first time. */
    private boolean isDrained() {
        boolean unusedBefore = wasUnused;
        wasUnused = server.isDraining() && server.isUnused();
        return wasUnused && unusedBefore;
    }

    /** A client's connection met a fault: it counts as a failed probe does. */
    void suspect(String reason) {
        if (server.health().state() != ServerHealth.State.DOWN) {
            failed(reason);
        }
    }

    private void succeeded(@Nullable RootDse rootDse) {
        noticeReplacement(rootDse);
        if (server.health().succeeded()) {
            report();
            log.atInfo()
                    .addKeyValue("server", server.name())
                    .addKeyValue("hostName", rootDse == null ? null : rootDse.dnsHostName())
                    .log("directory server is up");
        }
    }

    private void failed(String reason) {
        if (server.health().failed(reason)) {
            report();
            log.atWarn()
                    .addKeyValue("server", server.name())
                    .addKeyValue("reason", reason)
                    .log("directory server is down");
            // Its sessions are better off elsewhere, if there is an elsewhere.
            if (directory.isServing()) {
                server.loseConnections("the directory server failed its health checks: " + reason);
            }
        }
    }

    /** Domain controllers are replaced under the same address; what a session knew of the old one does not hold for the new. */
    private void noticeReplacement(@Nullable RootDse now) {
        if (lastSeen != null
                && now != null
                && lastSeen.dnsHostName() != null
                && !lastSeen.dnsHostName().equals(now.dnsHostName())) {
            log.atWarn()
                    .addKeyValue("server", server.name())
                    .addKeyValue("was", lastSeen.dnsHostName())
                    .addKeyValue("is", now.dnsHostName())
                    .log("another directory server answers at this address");
            server.loseConnections("another directory server answers at its address");
        }
        lastSeen = now;
    }

    void report() {
        metrics.serverState(server.name(), server.state());
    }

    /** With a tenth of jitter, so that many gateways do not ask in step. */
    private long pause() {
        return (long) (server.health().untilNextProbe().toNanos()
                * ThreadLocalRandom.current().nextDouble(0.9, 1.1));
    }
}
