package io.dirgate.proxy.config;

import org.jspecify.annotations.Nullable;

/** Where the access log goes; null where it is switched off. */
@Shorthand("file")
public record AccessLogConfig(
        @Setting(output = true, byDefault = "'-'", means = "File to append to, `-` for standard output, or `off`.")
        @Nullable
        String file) {}
