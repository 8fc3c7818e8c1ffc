package io.dirgate.proxy.config;

import java.util.List;

/** The peers whose PROXY headers are trusted. */
public record ProxyProtocolConfig(
        @Setting(
                means = "Networks of the load balancers (`10.0.0.0/16`, `2001:db8::/32`, or one address). Connections"
                        + " from there must send the header. All others are direct clients and must not send it.")
        List<Network> from) {

    public ProxyProtocolConfig {
        from = List.copyOf(from);
    }
}
