package io.dirgate.proxy.config;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Servers found by the domain's SRV records (RFC 2782). */
@Shorthand("domain")
public record DnsConfig(
        @Setting(means = "The domain's DNS name, such as `corp.example.com`.")
        String domain,

        @Setting(
                byDefault = "_ldap._tcp.dc._msdcs",
                means = "Prefix of the SRV record's name. `_ldap._tcp.NAME._sites.dc._msdcs` finds only the domain"
                        + " controllers of a site.")
        String service,

        @Setting(
                means = "Addresses of the name servers (`10.0.1.10`, or with a port). For Simple AD, its two DNS"
                        + " addresses. They also resolve the servers' names. Absent: the name servers of the machine.")
        @Nullable
        List<String> nameServers,

        @Setting(
                byDefault = "0",
                atLeast = "0",
                atMost = "65535",
                means = "Port of the servers. 0: the port in the records, or 636 if transport is `ldaps`, because AD's"
                        + " records never contain 636.")
        int port,

        @Setting(
                byDefault = "5s",
                atLeast = "100ms",
                atMost = "1h",
                means = "Shortest time between two look-ups, even if the records' time to live is shorter.")
        Duration minRefresh,

        @Setting(
                byDefault = "5m",
                atLeast = "100ms",
                atMost = "24h",
                means = "Longest time between two look-ups, even if the records' time to live is longer.")
        Duration maxRefresh) {

    private static final String LABELS = "[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,62})(\\.[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62})*";

    public DnsConfig {
        nameServers = nameServers == null ? List.of() : List.copyOf(nameServers);
        Contradictions found = new Contradictions();
        for (String key : List.of("domain", "service")) {
            String name = key.equals("domain") ? domain : service;
            found.when(
                    !name.matches(LABELS), key, Scalars.quoted(name) + " is not a DNS name such as corp.example.com");
        }
        for (int i = 0; i < nameServers.size(); i++) {
            String server = nameServers.get(i);
            found.when(
                    nameServer(server) == null,
                    "nameServers[" + i + "]",
                    Scalars.quoted(server) + " is not an address such as 10.0.1.10, 10.0.1.10:53 or \"[::1]:53\"");
        }
        found.when(maxRefresh.compareTo(minRefresh) < 0, "maxRefresh", "must not be shorter than minRefresh");
        found.raise();
    }

    @Override
    public List<String> nameServers() {
        return nameServers == null ? List.of() : nameServers;
    }

    /** The full name of the records. */
    public String recordName() {
        return service + "." + domain;
    }

    /** Empty for the machine's own. */
    public List<InetSocketAddress> nameServerAddresses() {
        return nameServers().stream().map(DnsConfig::nameServer).toList();
    }

    private static @Nullable InetSocketAddress nameServer(String text) {
        boolean bare = NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
        try {
            Endpoint server = bare ? new Endpoint(text, 53) : Endpoint.parse(text);
            byte[] address = NetUtil.createByteArrayFromIpAddressString(server.host());
            return address == null || server.port() == 0 ? null : new InetSocketAddress(server.host(), server.port());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
