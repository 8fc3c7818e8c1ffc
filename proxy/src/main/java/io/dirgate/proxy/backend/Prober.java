package io.dirgate.proxy.backend;

import io.dirgate.proxy.config.HealthConfig;
import io.dirgate.proxy.ldap.LdapCodec;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Probes servers on one event loop, each with a time limit. */
public final class Prober {
    private static final Logger log = LoggerFactory.getLogger(Prober.class);
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final EventLoop loop;
    private final Connector connector;
    private HealthConfig config;
    private final Clocks clocks;
    private final LdapCodec codec = new LdapCodec();
    private long nextWarning = System.nanoTime();

    public Prober(EventLoop loop, Connector connector, HealthConfig config) {
        this.loop = loop;
        this.connector = connector;
        this.config = config;
        this.clocks = new Clocks(config.maxClockSkew());
    }

    /** Asks by other settings from now on. On the prober's event loop. */
    void config(HealthConfig next) {
        config = next;
        clocks.tolerance(next.maxClockSkew());
    }

    EventLoop loop() {
        return loop;
    }

    /** Minimum time between extra probes of a server, so that clients cannot make the gateway flood it. */
    Duration betweenExtraProbes() {
        return config.interval().dividedBy(10);
    }

    /** The fault of a server whose probe had this outcome; null if it has none. */
    @Nullable
    String judge(Outcome outcome) {
        if (outcome instanceof Outcome.Answered answer) {
            return answer.rootDse().fault(Instant.now().plus(clocks.offset()), config.maxClockSkew());
        }
        return outcome instanceof Outcome.Failed failure
                ? failure.fault()
                : "the gateway could not ask it: " + ((Outcome.NotAsked) outcome).why();
    }

    private void compareClocks(Server server, Outcome outcome) {
        Duration ahead = outcome instanceof Outcome.Answered answer ? ahead(answer.rootDse()) : null;
        if (ahead == null) {
            clocks.silent(server);
        } else {
            clocks.heard(server, ahead);
        }
    }

    private static @Nullable Duration ahead(RootDse rootDse) {
        try {
            return rootDse.ahead(Instant.now());
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** @param then called once, on the prober's event loop, where this method must be called */
    void ask(Server server, Consumer<Outcome> then) {
        ask(server, config.timeout(), then);
    }

    void ask(Server server, Duration timeout, Consumer<Outcome> then) {
        clocks.asked(server);
        HealthProbe probe = new HealthProbe(codec, outcome -> {
            compareClocks(server, outcome);
            if (outcome instanceof Outcome.Answered answer) {
                server.responds(true);
                server.serves(answer.rootDse().defaultNamingContext());
            } else if (outcome instanceof Outcome.NotAsked not) {
                warn(not.why());
            }
            then.accept(
                    outcome instanceof Outcome.Failed failure
                            ? new Outcome.Failed(failure.fault() + connector.remedy(server))
                            : outcome);
        });
        BackendConnection connection = connector.connectAtOnce(loop, server, probe);
        Future<?> deadline = loop.schedule(() -> probe.expire(timeout), timeout.toNanos(), TimeUnit.NANOSECONDS);
        probe.start(connection, deadline);
    }

    private void warn(String why) {
        if (System.nanoTime() - nextWarning >= 0) {
            nextWarning = System.nanoTime() + BETWEEN_WARNINGS.toNanos();
            log.atWarn()
                    .addKeyValue("reason", why)
                    .log("the gateway is out of file descriptors and cannot probe its directory servers: raise its"
                            + " limit of open files (ulimit -n, LimitNOFILE in a systemd unit)");
        }
    }
}
