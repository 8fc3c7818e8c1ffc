package io.dirgate.proxy.config;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The servers of one domain and the connections to them. */
public record DirectoryConfig(
        @Setting(
                means = "Addresses of the domain's servers, at least one; two or more for fail-over. Give one of"
                        + " `servers`, `dns` and `aws`.")
        @Nullable
        List<ServerConfig> servers,

        @Setting(means = "Finds the domain's servers by DNS, and follows changes.") @Nullable
        DnsConfig dns,

        @Setting(means = "Finds the servers of a directory in AWS by its id, and follows changes.") @Nullable
        AwsDirectoryConfig aws,

        @Setting(
                live = Live.NEW_SERVER_CONNECTIONS,
                byDefault = "plain",
                means = "`plain`: LDAP without encryption, for a private network. `startTls`: StartTLS before any other"
                        + " request. `ldaps`: TLS from the first byte.")
        Transport transport,

        @Setting(
                live = Live.NEW_SERVER_CONNECTIONS,
                means = "How servers' certificates are verified, for `startTls` and `ldaps`.")
        UpstreamTlsConfig tls,

        @Setting(
                live = Live.NEW_SERVER_CONNECTIONS,
                byDefault = "clientAddress",
                means =
                        "`clientAddress`: all connections of one client address use the same server while it is healthy,"
                                + " so that a client can read what it has just written. From 33 connections on, a server gets at"
                                + " most a quarter more than its share, so many clients behind one address (NAT, or a balancer"
                                + " without PROXY protocol) are spread. `none`: by load only.")
        Affinity affinity,

        @Setting(means = "Health checks of the servers.") HealthConfig health) {

    private static final String ONE_SOURCE = "only one of servers, dns and aws can say which servers there are";

    public DirectoryConfig {
        Contradictions found = new Contradictions();
        found.when(
                servers == null && dns == null && aws == null,
                "servers",
                "is missing; list the servers, or have them found by dns or aws");
        found.when(dns != null && (servers != null || aws != null), "dns", ONE_SOURCE);
        found.when(aws != null && servers != null, "aws", ONE_SOURCE);
        servers = servers == null ? List.of() : List.copyOf(servers);
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

    /** Empty where they are found by {@link #dns} or {@link #aws}. */
    @Override
    public List<ServerConfig> servers() {
        return servers == null ? List.of() : servers;
    }

    /** Name servers for the servers' names; empty for the machine's own. */
    public List<InetSocketAddress> nameServers() {
        return dns == null ? List.of() : dns.nameServerAddresses();
    }
}
