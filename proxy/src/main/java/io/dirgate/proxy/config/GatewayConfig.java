package io.dirgate.proxy.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The complete configuration file. */
public record GatewayConfig(
        @Setting(live = Live.NEW_CLIENTS, means = "Where clients connect: one entry an address.")
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
        Map<String, Endpoint> taken = new LinkedHashMap<>();
        for (int i = 0; i < listeners.size(); i++) {
            ListenerConfig listener = listeners.get(i);
            String path = "listeners[" + i + "]";
            found.collision(path + ".address", listener.address(), taken);
            found.when(
                    !listener.name().equals(listener.address().toString()) && !names.add(listener.name()),
                    path + ".name",
                    "\"%s\" is another listener's name as well".formatted(listener.name()));
        }
        if (admin.address() != null) {
            found.collision("admin.address", admin.address(), taken);
        }
        found.raise();
    }
}
