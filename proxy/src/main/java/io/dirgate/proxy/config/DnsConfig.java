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
                means =
                        "What is asked for in the domain. `_ldap._tcp.NAME._sites.dc._msdcs` finds a site's domain controllers alone.")
        String service,

        @Setting(
                means =
                        "Name servers to ask, by address (`10.0.1.10`, or with a port); for Simple AD, its two DNS addresses."
                                + " Servers' names are asked of them as well. Absent: the machine's own.")
        @Nullable
        List<String> nameServers,

        @Setting(
                byDefault = "0",
                atLeast = "0",
                atMost = "65535",
                means =
                        "The servers' port. 0: the records', but 636 where transport is `ldaps`, which AD's records never say.")
        int port,

        @Setting(
                byDefault = "5s",
                atLeast = "100ms",
                atMost = "1h",
                means = "Records are not asked for again before this, however short they say they live.")
        Duration minRefresh,

        @Setting(
                byDefault = "5m",
                atLeast = "100ms",
                atMost = "24h",
                means = "Records are asked for again after this, however long they say they live.")
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

    /** The records' whole name. */
    public String recordName() {
        return service + "." + domain;
    }

    /** Empty: the machine's own. */
    public List<InetSocketAddress> nameServerAddresses() {
        return nameServers.stream().map(DnsConfig::nameServer).toList();
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
