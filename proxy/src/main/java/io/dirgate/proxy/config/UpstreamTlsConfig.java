package io.dirgate.proxy.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** TLS to the directory servers. */
public record UpstreamTlsConfig(
        @Setting(means = "PEM file of the CAs of the servers' certificates. Without it: the CAs that Java trusts.")
        @Nullable
        Path ca,

        @Setting(
                means =
                        "Name in the servers' certificates, if it is not the host of their address (for example, if that"
                                + " is an IP address).")
        @Nullable
        String serverName,

        @Setting(
                byDefault = "false",
                means = "Accept any certificate. Anyone between gateway and server can then read every password.")
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
