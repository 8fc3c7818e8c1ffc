package io.dirgate.proxy.config;

import java.time.Duration;

/** Connections to the directory servers that serve clients. */
public record UpstreamConfig(
        @Setting(
                live = Live.RESTART,
                byDefault = "session",
                means = "`session`: one server connection for each client connection. This version does not have"
                        + " `operation` yet.")
        Pooling pooling,

        @Setting(
                live = Live.NEW_SERVER_CONNECTIONS,
                byDefault = "3s",
                atLeast = "100ms",
                atMost = "1m",
                means = "Time limit for a connection to a server, with TLS. Then another server is tried.")
        Duration connectTimeout,

        @Setting(
                byDefault = "150s",
                atLeast = "1s",
                atMost = "24h",
                means = "Time limit for the first response of an operation. The directory's own limit is 120 s.")
        Duration operationTimeout,

        @Setting(
                byDefault = "14m",
                atLeast = "1s",
                atMost = "168h",
                means = "A server connection is closed if its client sends no request for this time, before the server"
                        + " closes it (Active Directory and Samba: after 15 minutes). The client's next request gets"
                        + " another connection with the same bind. After a SASL bind, or with `keepCredentials: false`, the"
                        + " connection stays open, and the client's connection ends with it.")
        Duration idleTimeout,

        @Setting(
                byDefault = "true",
                means =
                        "Keep the password of a simple bind in memory while the client is connected, so that its session"
                                + " can continue on another server. `false`: the session ends with its server.")
        boolean keepCredentials,

        @Setting(
                byDefault = "true",
                means = "When a client disconnects, keep its server connection up to a minute for the next client that"
                        + " begins with a simple bind. That bind replaces the state of the connection. A connection serves"
                        + " about a hundred clients, so that each of Samba's workers keeps its share. `false`: each client"
                        + " gets a new connection.")
        boolean recycle) {

    public UpstreamConfig {
        Contradictions found = new Contradictions();
        found.when(
                pooling == Pooling.OPERATION, "pooling", "\"operation\" is not available in this version; use session");
        found.raise();
    }
}
