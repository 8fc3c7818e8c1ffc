package io.dirgate.proxy.config;

import java.time.Duration;

/** What clients may take. */
public record LimitsConfig(
        @Setting(
                byDefault = "10000",
                atLeast = "1",
                atMost = "1000000",
                means = "Client connections in all, at a time.")
        int connections,

        @Setting(
                byDefault = "1000",
                atLeast = "1",
                atMost = "1000000",
                means = "Client connections from one address, at a time.")
        int connectionsPerAddress,

        @Setting(
                byDefault = "10s",
                atLeast = "100ms",
                atMost = "10m",
                means = "TLS must stand by then, and the PROXY header be read.")
        Duration handshakeTimeout,

        @Setting(
                byDefault = "120s",
                atLeast = "1s",
                atMost = "24h",
                means = "The first request must have come by then.")
        Duration firstRequestTimeout,

        @Setting(
                byDefault = "15m",
                atLeast = "1s",
                atMost = "168h",
                means = "A connection with nothing in flight is closed after this time without a request.")
        Duration idleTimeout,

        @Setting(
                bytes = true,
                byDefault = "16MiB",
                atLeast = "1KiB",
                atMost = "1024MiB",
                means = "The largest request of a client that has bound. Samba refuses more than 16 MiB.")
        int requestSize,

        @Setting(
                bytes = true,
                byDefault = "256000",
                atLeast = "1KiB",
                atMost = "1024MiB",
                means = "The largest request of a client that has not bound. Samba's own limit.")
        int anonymousRequestSize,

        @Setting(
                byDefault = "256",
                atLeast = "1",
                atMost = "100000",
                means = "Operations that one connection may have in flight; further ones wait.")
        int operationsInFlight) {

    public LimitsConfig {
        Contradictions found = new Contradictions();
        found.when(anonymousRequestSize > requestSize, "anonymousRequestSize", "must not be larger than requestSize");
        found.raise();
    }
}
