package io.dirgate.proxy.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The servers of one domain, and how they are reached. */
public record DirectoryConfig(
        @Setting(means = "The domain's servers, at least one; two or more for fail-over.")
        List<ServerConfig> servers,

        @Setting(
                byDefault = "plain",
                means = "`plain`: LDAP in clear, for a private network. `startTls`: clear, then TLS before anything"
                        + " else. `ldaps`: TLS from the first byte.")
        Transport transport,

        @Setting(means = "How servers' certificates are verified, for `startTls` and `ldaps`.")
        UpstreamTlsConfig tls,

        @Setting(means = "When a server counts as well.") HealthConfig health) {

    public DirectoryConfig {
        servers = List.copyOf(servers);
        Contradictions found = new Contradictions();
        Set<Endpoint> seen = new HashSet<>();
        for (int i = 0; i < servers.size(); i++) {
            Endpoint address = servers.get(i).address();
            found.when(!seen.add(address), "servers[" + i + "]", address + " is listed already");
        }
        found.when(
                transport == Transport.PLAIN && (tls.ca() != null || tls.serverName() != null || tls.insecure()),
                "tls",
                "is not used while transport is plain; set transport to ldaps or startTls, or remove it");
        found.raise();
    }
}
