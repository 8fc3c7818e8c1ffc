package io.dirgate.proxy.config;

import java.time.Duration;

/** How the gateway ends. */
public record ShutdownConfig(
        @Setting(
                byDefault = "5s",
                atLeast = "0s",
                atMost = "10m",
                means =
                        "After SIGTERM the gateway serves on for this time while `/readyz` answers 503, so that a load balancer can turn"
                                + " to another gateway first. Longer than the balancer takes to notice.")
        Duration delay,

        @Setting(
                byDefault = "30s",
                atLeast = "0s",
                atMost = "1h",
                means =
                        "Time limit, after `delay`, for operations in flight. Idle sessions are closed at once, sessions that were active"
                                + " within the last 2 s are served for 2 s more.")
        Duration timeout) {
    /** The longest that {@code SIGTERM} to the last session's end takes. */
    public Duration atMost() {
        return delay.plus(timeout);
    }
}
