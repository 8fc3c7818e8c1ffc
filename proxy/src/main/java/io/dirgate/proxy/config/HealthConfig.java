package io.dirgate.proxy.config;

import java.time.Duration;

/**
 * How a server is probed: it reads the rootDSE over the same transport as clients' operations. Probes alone take a server out;
 * what clients' connections meet has it probed at once.
 */
public record HealthConfig(
        @Setting(
                byDefault = "2s",
                atLeast = "100ms",
                atMost = "1h",
                means =
                        "Time between two probes of a server. One that a client's connection met a fault at (no connection, a time-out,"
                                + " an answer `busy` or `unavailable`) is probed at once, and while it fails, after a quarter of this.")
        Duration interval,

        @Setting(
                byDefault = "3s",
                atLeast = "100ms",
                atMost = "1m",
                means = "A probe without an answer by then has failed.")
        Duration timeout,

        @Setting(
                byDefault = "3",
                atLeast = "1",
                atMost = "100",
                means = "Failed probes in a row that take a server out. Nothing else does.")
        int fall,

        @Setting(
                byDefault = "2",
                atLeast = "1",
                atMost = "100",
                means = "Successful probes in a row that bring it back.")
        int rise,

        @Setting(
                byDefault = "30s",
                atLeast = "100ms",
                atMost = "1h",
                means = "Probes of a failed server grow apart, doubling, up to this.")
        Duration maxBackoff,

        @Setting(
                byDefault = "10s",
                atLeast = "0s",
                atMost = "1h",
                means =
                        "A server that came back, or that a client's connection met a fault at, takes its full share of new sessions"
                                + " only after this time.")
        Duration slowStart,

        @Setting(
                byDefault = "5m",
                atLeast = "1s",
                atMost = "24h",
                means = "A server whose clock is further off than this is out: Kerberos would fail on it.")
        Duration maxClockSkew) {

    public HealthConfig {
        Contradictions found = new Contradictions();
        found.when(maxBackoff.compareTo(interval) < 0, "maxBackoff", "must not be shorter than interval");
        found.raise();
    }
}
