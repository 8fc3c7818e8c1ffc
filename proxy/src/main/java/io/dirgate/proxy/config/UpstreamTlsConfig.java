package io.dirgate.proxy.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** TLS towards the directory servers. */
public record UpstreamTlsConfig(
        @Setting(
                means =
                        "PEM file of the authorities that servers' certificates must come from. Without it: those that Java trusts.")
        @Nullable
        Path ca,

        @Setting(
                means = "The name that servers' certificates must bear, where that is not the host of their address (an"
                        + " address in numbers, for example).")
        @Nullable
        String serverName,

        @Setting(
                byDefault = "false",
                means = "Accept any certificate. Whoever sits between gateway and server can then read every password.")
        boolean insecure) {

    public UpstreamTlsConfig {
        Contradictions found = new Contradictions();
        found.when(
                insecure && (ca != null || serverName != null),
                "insecure",
                "true makes ca and serverName useless; remove them or it");
        found.raise();
    }
}
