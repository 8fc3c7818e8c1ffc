package io.dirgate.proxy.backend;

import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.discovery.FoundServer;
import java.time.Duration;

/** Directory servers for tests of other packages: each is up, and nobody hears what it is suspected of. */
public final class Servers {
    private Servers() {}

    public static Server up(String host) {
        Server server = new Server(
                new FoundServer(new Endpoint(host, 389), 1),
                ServerHealthTest.health(Duration.ofHours(1)),
                (suspect, reason) -> {});
        server.health().succeeded();
        return server;
    }
}
