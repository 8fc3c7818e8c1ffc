package io.dirgate.proxy.config;

import java.time.Duration;

/** Limits for clients. */
public record LimitsConfig(
        @Setting(
                byDefault = "10000",
                atLeast = "1",
                atMost = "1000000",
                means = "Total client connections. Beyond it, a new connection replaces the oldest one that has not"
                        + " bound.")
        int connections,

        @Setting(
                byDefault = "1000",
                atLeast = "1",
                atMost = "1000000",
                means = "Client connections from one address; for IPv6, from one /64 network.")
        int connectionsPerAddress,

        @Setting(
                byDefault = "2500",
                atLeast = "1",
                atMost = "1000000",
                means =
                        "Server connections of clients that have not bound. Beyond it, a request that needs one more gets"
                                + " `busy`; binds are always accepted. The default is a quarter of the default of"
                                + " `limits.connections`: lower both together.")
        int anonymousConnections,

        @Setting(
                live = Live.NEW_CLIENTS,
                byDefault = "10s",
                atLeast = "100ms",
                atMost = "10m",
                means =
                        "Time limit for the PROXY header and the TLS handshake together, from the moment a connection is accepted.")
        Duration handshakeTimeout,

        @Setting(
                byDefault = "16",
                atLeast = "1",
                atMost = "10000",
                means =
                        "TLS handshakes that an event loop (one per processor core) begins before it serves its other"
                                + " connections. Further handshakes wait, unread; `limits.handshakeTimeout` applies to them too.")
        int handshakes,

        @Setting(byDefault = "60s", atLeast = "1s", atMost = "24h", means = "Time limit for the first request.")
        Duration firstRequestTimeout,

        @Setting(
                byDefault = "60s",
                atLeast = "1s",
                atMost = "168h",
                means =
                        "A connection that has not bound, without operations in flight, is closed after this time without"
                                + " a request.")
        Duration anonymousIdleTimeout,

        @Setting(
                byDefault = "24h",
                atLeast = "1s",
                atMost = "168h",
                means = "A connection without operations in flight is closed after this time without a request. If its"
                        + " client does not read its answers, it is closed after this time or 15 minutes, whichever is"
                        + " shorter.")
        Duration idleTimeout,

        @Setting(
                bytes = true,
                byDefault = "16MiB",
                atLeast = "1KiB",
                atMost = "1024MiB",
                means = "Size limit for requests of clients that have bound. Samba refuses more than 16 MiB.")
        int requestSize,

        @Setting(
                bytes = true,
                byDefault = "256000",
                atLeast = "1KiB",
                atMost = "1024MiB",
                means = "Size limit for requests of clients that have not bound. Samba has the same limit.")
        int anonymousRequestSize,

        @Setting(
                bytes = true,
                byDefault = "256000",
                atLeast = "1KiB",
                atMost = "1024MiB",
                means = "Size limit for search requests of all clients. Samba closes the connection if one is larger.")
        int searchSize,

        @Setting(
                byDefault = "500",
                atLeast = "10",
                atMost = "10000",
                means = "Levels of `and`, `or` and `not` in a search filter. A deeper filter gets `unwillingToPerform`."
                        + " Samba closes the connection at more than about 500.")
        int filterDepth,

        @Setting(
                bytes = true,
                byDefault = "48MiB",
                atLeast = "1MiB",
                atMost = "2047MiB",
                means = "Memory for the unanswered requests of all clients. A request counts as it arrives, plus 2 KiB."
                        + " Beyond the limit, requests get `busy`. The last half is reserved for bound clients and small"
                        + " requests. Must fit the process's memory (`bin/dirgate.jvm`).")
        int requestMemory,

        @Setting(
                bytes = true,
                byDefault = "64MiB",
                atLeast = "1MiB",
                atMost = "2047MiB",
                means = "Memory for the answers that clients have not read, in total. Beyond it, connections of the"
                        + " address with the most such memory are closed. Must fit the process's memory"
                        + " (`bin/dirgate.jvm`).")
        int unreadMemory,

        @Setting(
                byDefault = "60s",
                atLeast = "1s",
                atMost = "24h",
                means = "Time limit for a whole request, from its first byte.")
        Duration requestTimeout,

        @Setting(
                byDefault = "256",
                atLeast = "1",
                atMost = "100000",
                means = "Operations in flight on one connection. Further operations wait.")
        int operationsInFlight) {

    public LimitsConfig {
        Contradictions found = new Contradictions();
        found.when(anonymousRequestSize > requestSize, "anonymousRequestSize", "must not be larger than requestSize");
        found.when(
                requestMemory / 4 * 3 < requestSize,
                "requestMemory",
                "three quarters of it must hold a request of requestSize");
        found.when(
                requestMemory / 2 < anonymousRequestSize,
                "requestMemory",
                "half of it must hold a request of anonymousRequestSize");
        found.raise();
    }
}
