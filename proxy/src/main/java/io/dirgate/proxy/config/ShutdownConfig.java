package io.dirgate.proxy.config;

import java.time.Duration;

/** The way out. */
public record ShutdownConfig(
        @Setting(
                byDefault = "30s",
                atLeast = "0s",
                atMost = "1h",
                means =
                        "After SIGTERM operations in flight may end until then; idle sessions are told and closed at once.")
        Duration timeout) {}
