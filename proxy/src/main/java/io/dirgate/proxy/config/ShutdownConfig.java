package io.dirgate.proxy.config;

import java.time.Duration;

/** The shutdown of the gateway. */
public record ShutdownConfig(
        @Setting(
                byDefault = "5s",
                atLeast = "0s",
                atMost = "10m",
                means = "After SIGTERM the gateway keeps serving clients for this time, while `/readyz` answers 503, so"
                        + " that a load balancer can switch to another gateway. Use a longer time than the balancer needs"
                        + " to notice.")
        Duration delay,

        @Setting(
                byDefault = "30s",
                atLeast = "0s",
                atMost = "1h",
                means =
                        "Time limit, after `delay`, for operations in flight. Idle sessions are closed at once. Sessions"
                                + " that were active within the last 2 s are served for 2 s more.")
        Duration timeout,

        @Setting(
                byDefault = "off",
                means =
                        "`on`: the client gets a Notice of Disconnection before its connection is closed at shutdown, after"
                                + " `limits.idleTimeout`, and when no directory server is left. `off`: the connection is closed"
                                + " quietly. Client libraries that reconnect by themselves do so only after a quiet close.")
        ShutdownNotice notice) {
    /** Maximum time from {@code SIGTERM} to the end of the last session. */
    public Duration atMost() {
        return delay.plus(timeout);
    }
}
