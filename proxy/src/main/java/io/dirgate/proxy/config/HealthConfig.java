package io.dirgate.proxy.config;

import java.time.Duration;

/**
 * Health probes: each reads the rootDSE over the same transport as clients' operations. Only probes mark a server down.
 * A fault on a client's connection triggers an immediate probe.
 */
public record HealthConfig(
        @Setting(
                byDefault = "2s",
                atLeast = "100ms",
                atMost = "1h",
                means = "Time between two probes of a server. An error in a client's connection (no connection, a"
                        + " time-out, an answer `busy` or `unavailable`) triggers an immediate probe; while probes fail,"
                        + " the next one comes after a quarter of this time.")
        Duration interval,

        @Setting(byDefault = "3s", atLeast = "100ms", atMost = "1m", means = "Time limit for a probe.")
        Duration timeout,

        @Setting(
                byDefault = "3",
                atLeast = "1",
                atMost = "100",
                means = "Consecutive failed probes that mark a server down. Only probes mark a server down.")
        int fall,

        @Setting(
                byDefault = "2",
                atLeast = "1",
                atMost = "100",
                means = "Consecutive successful probes that mark it up again.")
        int rise,

        @Setting(
                byDefault = "30s",
                atLeast = "100ms",
                atMost = "1h",
                means = "Longest time between probes of a failed server; the time doubles up to this.")
        Duration maxBackoff,

        @Setting(
                byDefault = "10s",
                atLeast = "0s",
                atMost = "1h",
                means = "After a recovery, or after an error in a client's connection, a server gets its full share of"
                        + " new sessions only after this time.")
        Duration slowStart,

        @Setting(
                byDefault = "5m",
                atLeast = "1s",
                atMost = "24h",
                means = "A server whose clock differs by more than this is marked down, because Kerberos would fail.")
        Duration maxClockSkew) {

    public HealthConfig {
        Contradictions found = new Contradictions();
        found.when(maxBackoff.compareTo(interval) < 0, "maxBackoff", "must not be shorter than interval");
        found.raise();
    }
}
