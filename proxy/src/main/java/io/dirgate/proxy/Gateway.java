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

    /** Held while the configuration changes, so that the end does not begin in the middle of it. */
    private final Object changing = new Object();

    private volatile GatewayConfig config;

    Gateway(Running parts, Condition condition, GatewayConfig config, Assembly assembly) {
        this.parts = parts;
        this.condition = condition;
        this.config = config;
        this.assembly = assembly;
    }

    /**
     * Serves when it returns, whether or not a directory server is well.
     *
     * @throws StartException if an address, a certificate or a file cannot be used; nothing is left open
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
     * Follows another configuration without ending a session. Returns when all of it is in force.
     *
     * @throws ReloadException if any of it cannot be followed, with all that is wrong; nothing has changed then
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

    /** The file cannot be read as a configuration: the one in force stays. */
    void refuse(ConfigException changed) {
        refused(changed);
    }

    private void refused(Exception why) {
        parts.metrics().reloaded(false);
        log.atWarn().addKeyValue("reason", why.getMessage()).log("configuration refused, the one in force stays");
    }

    /** The configuration that is in force. */
    public GatewayConfig config() {
        return config;
    }

    /** What it is made of. */
    Running parts() {
        return parts;
    }

    /** By listener's name, where each really listens. */
    public Map<String, InetSocketAddress> addresses() {
        return parts.listeners().addresses();
    }

    /** Null where the admin listener is off. */
    public @Nullable InetSocketAddress adminAddress() {
        return parts.admin().address();
    }

    /** What is wrong with the process itself: blocked event loops, closed listeners. Empty while it does its work. */
    public List<String> faults() {
        return condition.faults();
    }

    public Readiness.Answer readiness() {
        return condition.readiness();
    }

    /** The longest that {@link #drain} takes by the configuration in force. */
    Duration drainsWithin() {
        return config.shutdown().atMost();
    }

    /**
     * Says that it is not ready any more, serves on for {@code shutdown.delay}, then accepts no more and lets what is in flight end.
     * Returns after {@link ShutdownConfig#atMost} at the latest.
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
