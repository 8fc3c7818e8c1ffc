package io.dirgate.proxy.discovery;

import io.dirgate.proxy.config.ServerConfig;
import java.time.Duration;
import java.util.List;

/** The servers listed in the configuration. */
record FixedServers(List<ServerConfig> servers) implements ServerSource {
    @Override
    public Answer ask() {
        return new Answer(
                servers.stream()
                        .map(server -> new FoundServer(server.address(), server.priority()))
                        .toList(),
                Duration.ZERO);
    }

    @Override
    public Duration shortestPause() {
        return Duration.ZERO;
    }

    @Override
    public Duration longestPause() {
        return Duration.ZERO;
    }

    @Override
    public String label() {
        return "configuration";
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
