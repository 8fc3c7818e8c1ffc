package io.dirgate.proxy.config;

import org.jspecify.annotations.Nullable;

/** Destination of the access log; null if it is switched off. */
@Shorthand("file")
public record AccessLogConfig(
        @Setting(output = true, byDefault = "'-'", means = "File to append to, `-` for standard output, or `off`.")
        @Nullable
        String file) {}
