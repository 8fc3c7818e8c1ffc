package io.dirgate.proxy.config;

import java.time.Duration;

/** Connections to the directory servers on behalf of clients. */
public record UpstreamConfig(
        @Setting(
                live = Live.RESTART,
                byDefault = "session",
                means =
                        "`session`: one connection to a server for each client's connection. `operation` is not in this version yet.")
        Pooling pooling,

        @Setting(
                live = Live.NEW_SERVER_CONNECTIONS,
                byDefault = "3s",
                atLeast = "100ms",
                atMost = "1m",
                means =
                        "A server that has not taken the connection by then (TLS included) has failed; another is tried.")
        Duration connectTimeout,

        @Setting(
                byDefault = "150s",
                atLeast = "1s",
                atMost = "24h",
                means =
                        "An operation of which nothing has come by then has failed. The directory's own limit is 120 s.")
        Duration operationTimeout,

        @Setting(
                byDefault = "14m",
                atLeast = "1s",
                atMost = "168h",
                means =
                        "A server connection whose client asks nothing for this time is given up before the server ends it (Active"
                                + " Directory and Samba do after 15 minutes); the client's next request gets another one, bound as"
                                + " before. After a SASL bind, or with `keepCredentials: false`, the connection stays, and the client's"
                                + " ends with it.")
        Duration idleTimeout,

        @Setting(
                byDefault = "true",
                means =
                        "Keep a simple bind's password in memory while the client is connected, so that its session can go on"
                                + " with another server. `false`: the session ends with its server.")
        boolean keepCredentials,

        @Setting(
                byDefault = "true",
                means =
                        "Keep a connection to a server up to a minute when its client is gone, for the next one that begins with a"
                                + " simple bind, which replaces all that the last one left there; for about a hundred clients, so"
                                + " that each of Samba's workers keeps its share. `false`: each client's connection gets a new"
                                + " one.")
        boolean recycle) {

    public UpstreamConfig {
        Contradictions found = new Contradictions();
        found.when(
                pooling == Pooling.OPERATION, "pooling", "\"operation\" is not available in this version; use session");
        found.raise();
    }
}
