package io.dirgate.proxy;

import io.dirgate.proxy.admin.Readiness;
import io.dirgate.proxy.config.ConfigException;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.config.ShutdownConfig;
import io.dirgate.proxy.reload.Reload;
import io.dirgate.proxy.reload.ReloadException;
import io.dirgate.proxy.reload.Running;
import io.dirgate.proxy.tls.TlsException;
import io.dirgate.proxy.tls.TlsProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running gateway. */
public final class Gateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    private final Running parts;
    private final Condition condition;
    private final Assembly assembly;

    /** Held during a configuration change, so that a shutdown does not begin in the middle of it. */
    private final Object changing = new Object();

    private volatile GatewayConfig config;

    Gateway(Running parts, Condition condition, GatewayConfig config, Assembly assembly) {
        this.parts = parts;
        this.condition = condition;
        this.config = config;
        this.assembly = assembly;
    }

    /**
     * Starts the gateway. It serves clients when this method returns, even if no directory server is healthy.
     *
     * @throws StartException if an address, a certificate or a file cannot be used; all resources are closed then
     */
    public static Gateway start(GatewayConfig config) throws StartException {
        log.atInfo().addKeyValue("tls", TlsProvider.inUse().description()).log("starting");
        OpenFiles.warnIfTooFewFor(config.limits().connections());
        Assembly assembly = new Assembly(config);
        try {
            return assembly.build();
        } catch (IOException | TlsException e) {
            assembly.close();
            throw new StartException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }

    /**
     * Applies another configuration without ending a session. Returns when all of it is in effect.
     *
     * @throws ReloadException with all problems if any part cannot be applied; nothing has changed then
     */
    public void reload(GatewayConfig changed) throws ReloadException {
        List<String> settings;
        synchronized (changing) {
            if (condition.isDraining()) {
                log.info("configuration not read again: the gateway is shutting down");
                return;
            }
            try {
                settings = Reload.run(parts, config, changed);
            } catch (ReloadException e) {
                refused(e);
                throw e;
            }
            config = changed;
        }
        OpenFiles.warnIfTooFewFor(changed.limits().connections());
        parts.metrics().reloaded(true);
        log.atInfo().addKeyValue("changed", settings).log("configuration reloaded");
    }

    /** Reports that the file is not a valid configuration. The current one stays in effect. */
    void refuse(ConfigException changed) {
        refused(changed);
    }

    private void refused(Exception why) {
        parts.metrics().reloaded(false);
        log.atWarn().addKeyValue("reason", why.getMessage()).log("configuration refused, the one in force stays");
    }

    /** The configuration in effect. */
    public GatewayConfig config() {
        return config;
    }

    /** What it is made of. */
    Running parts() {
        return parts;
    }

    /** The actual listening addresses, by listener name. */
    public Map<String, InetSocketAddress> addresses() {
        return parts.listeners().addresses();
    }

    /** Null if the admin listener is switched off. */
    public @Nullable InetSocketAddress adminAddress() {
        return parts.admin().address();
    }

    /** Faults of the process itself: blocked event loops and closed listeners. Empty if there are none. */
    public List<String> faults() {
        return condition.faults();
    }

    public Readiness.Answer readiness() {
        return condition.readiness();
    }

    /** The maximum duration of {@link #drain} with the configuration in effect. */
    Duration drainsWithin() {
        return config.shutdown().atMost();
    }

    /**
     * Reports not ready, continues to serve for {@code shutdown.delay}, then stops accepting and waits for operations
     * in flight. Returns after {@link ShutdownConfig#atMost} at the latest.
     */
    public void drain() throws InterruptedException {
        ShutdownConfig shutdown;
        synchronized (changing) {
            condition.drain();
            shutdown = config.shutdown();
        }
        parts.listeners().leaveToNext();
        parts.admin().leaveToNext();
        Duration delay = shutdown.delay();
        if (!delay.isZero()) {
            log.atInfo()
                    .addKeyValue("delay", delay)
                    .log("shutting down: /readyz answers 503, clients are served on for shutdown.delay");
            TimeUnit.MILLISECONDS.sleep(delay.toMillis());
        }
        log.atInfo()
                .addKeyValue("timeout", shutdown.timeout())
                .log("shutting down: accepting stops, operations in flight end");
        if (!parts.listeners().drain(shutdown.timeout())) {
            log.warn("sessions were still busy after shutdown.timeout and are cut off");
        }
    }

    @Override
    public void close() {
        assembly.close();
    }
}
