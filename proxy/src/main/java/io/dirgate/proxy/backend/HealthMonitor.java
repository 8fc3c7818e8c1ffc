package io.dirgate.proxy.backend;

import io.dirgate.proxy.observe.ProxyMetrics;
import io.netty.util.concurrent.Future;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes one server and marks it up or down. Runs until the server has left the directory and has no sessions. Runs on
 * one event loop.
 */
final class HealthMonitor {
    private static final Logger log = LoggerFactory.getLogger(HealthMonitor.class);

    /** Maximum number of remembered host names; enough for a diagnosis. */
    private static final int MAX_HOST_NAMES = 8;

    private final Server server;
    private final Directory directory;
    private final Prober prober;
    private final ProxyMetrics metrics;
    private final Consumer<Server> drained;
    private final QuickProbe quickProbe;
    private final Set<String> hostNames = new LinkedHashSet<>();
    private boolean wasUnused;
    private boolean asking;
    private long nextExtra = System.nanoTime();
    private @Nullable Future<?> next;

    /** @param drained called once, when nothing remains to be watched */
    HealthMonitor(Server server, Directory directory, Prober prober, ProxyMetrics metrics, Consumer<Server> drained) {
        this.server = server;
        this.directory = directory;
        this.prober = prober;
        this.quickProbe = new QuickProbe(server, prober);
        this.metrics = metrics;
        this.drained = drained;
    }

    /** Sends a quick probe in addition to the regular ones. */
    void probeNow(Runnable then) {
        quickProbe.ask(then);
    }

    /** Probes the server once and schedules the next probe. */
    void probe() {
        if (isDrained()) {
            drained.accept(server);
        } else {
            ask();
        }
    }

    /** The time between two probes has changed. */
    void onInterval() {
        if (!asking && next != null && next.cancel(false)) {
            next = prober.loop().schedule(this::probe, pause(), TimeUnit.NANOSECONDS);
        }
    }

    private void ask() {
        asking = true;
        long began = System.nanoTime();
        prober.ask(server, outcome -> {
            if (!(outcome instanceof Outcome.NotAsked)) {
                take(outcome, System.nanoTime() - began);
            }
            report();
            asking = false;
            next = prober.loop().schedule(this::probe, pause(), TimeUnit.NANOSECONDS);
        });
    }

    private void take(Outcome outcome, long nanos) {
        String fault = prober.judge(outcome);
        if (fault == null) {
            fault = directory.domainMismatch(server);
        }
        metrics.probed(server.name(), fault == null, nanos);
        if (fault != null) {
            failed(fault);
        } else if (outcome instanceof Outcome.Answered answer) {
            succeeded(answer.rootDse());
        }
    }

    /**
     * True if the server was unused twice in a row. After one check, a session that chose the server just before it was
     * drained may still be about to connect.
     */
    private boolean isDrained() {
        boolean unusedBefore = wasUnused;
        wasUnused = server.isDraining() && server.isUnused();
        return wasUnused && unusedBefore;
    }

    /**
     * A client's connection failed. The client may have caused this, so the server is not marked down. It is probed
     * immediately and receives fewer new sessions for a while.
     */
    void suspect(String reason) {
        if (server.health().state() == ServerHealth.State.DOWN) {
            return;
        }
        if (server.health().suspected(reason)) {
            report();
            log.atInfo()
                    .addKeyValue("server", server.name())
                    .addKeyValue("reason", reason)
                    .log("directory server is suspected: it is probed at once and gets fewer new sessions for a while");
        }
        if (!asking && System.nanoTime() - nextExtra >= 0) {
            nextExtra = System.nanoTime() + prober.betweenExtraProbes().toNanos();
            if (next != null) {
                next.cancel(false);
            }
            ask();
        }
    }

    private void succeeded(RootDse rootDse) {
        warnOfOtherHosts(rootDse);
        if (server.health().succeeded()) {
            log.atInfo()
                    .addKeyValue("server", server.name())
                    .addKeyValue("hostName", rootDse.dnsHostName())
                    .log("directory server is up");
            directory.outage().look();
            directory.leaveServersThatAreDown();
        }
    }

    private void failed(String reason) {
        if (server.health().failed(reason)) {
            log.atWarn()
                    .addKeyValue("server", server.name())
                    .addKeyValue("reason", reason)
                    .addKeyValue("sessions", server.connectionsInUse())
                    .log("directory server is down");
            directory.outage().look();
            directory.leaveServersThatAreDown();
        }
    }

    /**
     * Warns about changing host names: a domain controller was replaced at the same address, or the address stands for
     * several servers. In the latter case a probe checks only one of them. An open connection is not affected.
     */
    private void warnOfOtherHosts(RootDse rootDse) {
        String name = rootDse.dnsHostName();
        if (name != null && hostNames.size() < MAX_HOST_NAMES && hostNames.add(name) && hostNames.size() > 1) {
            log.atWarn()
                    .addKeyValue("server", server.name())
                    .addKeyValue("hostNames", List.copyOf(hostNames))
                    .log(
                            "different directory servers have answered at this address; unless one replaced the other, list each one by"
                                    + " its own address or use directory.dns, so that the gateway can probe each one");
        }
    }

    void report() {
        metrics.serverState(server.name(), server.state());
    }

    /** Adds a tenth of jitter, so that several gateways do not probe in step. */
    private long pause() {
        return (long) (server.health().untilNextProbe().toNanos()
                * ThreadLocalRandom.current().nextDouble(0.9, 1.1));
    }
}
