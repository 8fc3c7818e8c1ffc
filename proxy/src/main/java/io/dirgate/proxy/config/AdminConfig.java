package io.dirgate.proxy.config;

import org.jspecify.annotations.Nullable;

/** The HTTP listener for operators; null if it is switched off. */
@Shorthand("address")
public record AdminConfig(
        @Setting(
                byDefault = "127.0.0.1:8389",
                means = "`host:port` of /healthz, /readyz and /metrics, or `off`. There is no authentication: keep it"
                        + " private.")
        @Nullable
        Endpoint address) {}
