package io.dirgate.proxy.session;

import io.dirgate.proxy.backend.Directory;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.config.LimitsConfig;
import io.dirgate.proxy.config.ShutdownNotice;
import io.dirgate.proxy.config.UpstreamConfig;
import io.dirgate.proxy.ldap.RequestMemory;
import io.dirgate.proxy.observe.AccessLog;
import io.dirgate.proxy.observe.HourlyLines;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.upstream.AnonymousConnections;
import io.dirgate.proxy.upstream.Rebinds;
import io.dirgate.proxy.upstream.UpstreamProvider;

/**
 * The settings and objects that all sessions share, as an immutable snapshot. A reload creates a new snapshot and fires
 * it through every client's pipeline, so that a session changes its snapshot between two events. The settings belong to
 * the snapshot. The objects with state across sessions ({@code directory}, {@code memory}, {@code rebinds}, {@code
 * anonymous}, {@code setUpFaults}, {@code metrics}) are the same in each.
 */
public record Service(
        Directory directory,
        UpstreamProvider upstreams,
        LimitsConfig limits,
        Checks checks,
        ShutdownNotice notice,
        RequestMemory memory,
        UpstreamConfig upstream,
        Rebinds rebinds,
        AnonymousConnections anonymous,
        HourlyLines setUpFaults,
        AccessLog accessLog,
        ProxyMetrics metrics) {
    /** A copy with the configuration's settings. */
    public Service with(GatewayConfig config) {
        return new Service(
                directory,
                upstreams,
                config.limits(),
                Checks.of(config.limits()),
                config.shutdown().notice(),
                memory,
                config.upstream(),
                rebinds,
                anonymous,
                setUpFaults,
                accessLog,
                metrics);
    }

    /** A copy with another access log. */
    public Service with(AccessLog next) {
        return new Service(
                directory,
                upstreams,
                limits,
                checks,
                notice,
                memory,
                upstream,
                rebinds,
                anonymous,
                setUpFaults,
                next,
                metrics);
    }
}
