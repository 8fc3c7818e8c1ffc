package io.dirgate.proxy.backend;

import io.dirgate.proxy.config.HealthConfig;
import io.dirgate.proxy.ldap.LdapCodec;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks servers how they are, all from one event loop, with a time limit each. */
public final class Prober {
    private final EventLoop loop;
    private final Connector connector;
    private final HealthConfig config;
    private final LdapCodec codec = new LdapCodec();

    public Prober(EventLoop loop, Connector connector, HealthConfig config) {
        this.loop = loop;
        this.connector = connector;
        this.config = config;
    }

    EventLoop loop() {
        return loop;
    }

    /** Of extra probes of a server, so that nobody can make the gateway flood it with them. */
    Duration betweenExtraProbes() {
        return config.interval().dividedBy(10);
    }

    /** What is wrong with a server that answered so, null if nothing is. */
    @Nullable
    String judge(HealthProbe.Outcome outcome) {
        return outcome.rootDse() == null
                ? outcome.fault()
                : outcome.rootDse().fault(Instant.now(), config.maxClockSkew());
    }

    /** @param then told once, on the prober's event loop, where this must be called */
    void ask(Server server, Consumer<HealthProbe.Outcome> then) {
        HealthProbe probe = new HealthProbe(codec, then);
        BackendConnection connection = connector.connectAtOnce(loop, server, probe);
        Future<?> deadline = loop.schedule(
                () -> probe.expire(config.timeout()), config.timeout().toNanos(), TimeUnit.NANOSECONDS);
        probe.start(connection, deadline);
    }
}
