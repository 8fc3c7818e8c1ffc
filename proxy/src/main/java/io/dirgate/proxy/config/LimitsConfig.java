package io.dirgate.proxy.config;

import java.time.Duration;

/** What clients may take. */
public record LimitsConfig(
        @Setting(
                byDefault = "10000",
                atLeast = "1",
                atMost = "1000000",
                means =
                        "Client connections in all, at a time. Beyond it the oldest connection that has not bound makes room for a new one.")
        int connections,

        @Setting(
                byDefault = "1000",
                atLeast = "1",
                atMost = "1000000",
                means = "Client connections from one address, at a time. For IPv6, from one /64 network.")
        int connectionsPerAddress,

        @Setting(
                byDefault = "2500",
                atLeast = "1",
                atMost = "1000000",
                means =
                        "Connections to directory servers that clients hold who have not bound, at a time. Beyond it a request that needs one"
                                + " more is answered `busy`; a bind is always let through. The default is a quarter of the default of"
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
                        "TLS handshakes that an event loop (there is one a processor core) begins before it looks at its other connections."
                                + " Further ones wait their turn, unread; `limits.handshakeTimeout` holds for them too.")
        int handshakes,

        @Setting(byDefault = "60s", atLeast = "1s", atMost = "24h", means = "The first request must have come by then.")
        Duration firstRequestTimeout,

        @Setting(
                byDefault = "60s",
                atLeast = "1s",
                atMost = "168h",
                means =
                        "A connection that has not bound, with nothing in flight, is closed after this time without a request.")
        Duration anonymousIdleTimeout,

        @Setting(
                byDefault = "24h",
                atLeast = "1s",
                atMost = "168h",
                means =
                        "A connection with nothing in flight is closed after this time without a request. One with answers that its"
                                + " client does not take is closed after this time or 15 minutes, whichever is shorter.")
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
                bytes = true,
                byDefault = "256000",
                atLeast = "1KiB",
                atMost = "1024MiB",
                means = "The largest search request of any client; Samba ends the connection for a larger one.")
        int searchSize,

        @Setting(
                byDefault = "500",
                atLeast = "10",
                atMost = "10000",
                means =
                        "Levels of `and`, `or`, `not` in a search filter; a deeper one is answered `unwillingToPerform`. Samba ends the"
                                + " connection for more than about 500.")
        int filterDepth,

        @Setting(
                bytes = true,
                byDefault = "48MiB",
                atLeast = "1MiB",
                atMost = "2047MiB",
                means =
                        "What the requests of all clients together may hold until they are answered. A request counts as it arrives, and"
                                + " 2 KiB more. Beyond it clients are told `busy`; the last half is for bound clients and small"
                                + " requests. Must fit the process's memory (`bin/dirgate.jvm`).")
        int requestMemory,

        @Setting(
                bytes = true,
                byDefault = "64MiB",
                atLeast = "1MiB",
                atMost = "2047MiB",
                means =
                        "What answers may hold that clients do not take, all together. Beyond it, connections of the address that"
                                + " holds the most are closed. Must fit the process's memory (`bin/dirgate.jvm`).")
        int unreadMemory,

        @Setting(
                byDefault = "60s",
                atLeast = "1s",
                atMost = "24h",
                means = "A request must have arrived whole by then, from its first byte.")
        Duration requestTimeout,

        @Setting(
                byDefault = "256",
                atLeast = "1",
                atMost = "100000",
                means = "Operations that one connection may have in flight; further ones wait.")
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
