package io.dirgate.proxy.session;

import io.dirgate.proxy.backend.Directory;
import io.dirgate.proxy.backend.UpstreamProvider;
import io.dirgate.proxy.config.LimitsConfig;
import io.dirgate.proxy.config.ShutdownNotice;
import io.dirgate.proxy.config.UpstreamConfig;
import io.dirgate.proxy.ldap.RequestMemory;
import io.dirgate.proxy.observe.AccessLog;
import io.dirgate.proxy.observe.ProxyMetrics;

/**
 * What all sessions share.
 */
public record SessionContext(
        Directory directory,
        UpstreamProvider upstreams,
        LimitsConfig limits,
        ShutdownNotice notice,
        RequestMemory memory,
        UpstreamConfig upstream,
        Rebinds rebinds,
        AnonymousConnections anonymous,
        AccessLog accessLog,
        ProxyMetrics metrics) {}
