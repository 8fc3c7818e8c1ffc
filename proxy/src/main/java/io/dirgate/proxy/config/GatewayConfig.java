package io.dirgate.proxy.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The whole file. */
public record GatewayConfig(
        @Setting(means = "Where clients connect: one entry an address.")
        List<ListenerConfig> listeners,

        @Setting(means = "The domain that the gateway stands in front of.")
        DirectoryConfig directory,

        @Setting(means = "Connections to the directory servers.")
        UpstreamConfig upstream,

        @Setting(means = "What one client, and all of them, may take.")
        LimitsConfig limits,

        @Setting(means = "The HTTP listener for health checks and metrics. `off` switches it off.")
        AdminConfig admin,

        @Setting(means = "One JSON line an operation. `off` switches it off.")
        AccessLogConfig accessLog,

        @Setting(means = "How the gateway ends on SIGTERM.") ShutdownConfig shutdown) {

    public GatewayConfig {
        listeners = List.copyOf(listeners);
        Contradictions found = new Contradictions();
        Set<String> names = new HashSet<>();
        Set<Endpoint> addresses = new HashSet<>();
        for (int i = 0; i < listeners.size(); i++) {
            ListenerConfig listener = listeners.get(i);
            String path = "listeners[" + i + "]";
            found.when(
                    listener.address().port() != 0 && !addresses.add(listener.address()),
                    path + ".address",
                    "%s is another listener's address as well".formatted(listener.address()));
            found.when(
                    !listener.name().equals(listener.address().toString()) && !names.add(listener.name()),
                    path + ".name",
                    "\"%s\" is another listener's name as well".formatted(listener.name()));
        }
        found.raise();
    }
}
