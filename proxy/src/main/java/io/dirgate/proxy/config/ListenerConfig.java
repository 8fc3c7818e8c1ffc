package io.dirgate.proxy.config;

import org.jspecify.annotations.Nullable;

/** One address that clients connect to. */
public record ListenerConfig(
        @Setting(byDefault = "''", means = "What logs and metrics call it. Empty: its address.")
        String name,

        @Setting(means = "`host:port` to listen on; `0.0.0.0` and `[::]` are all addresses. Port 0 takes a free one.")
        Endpoint address,

        @Setting(
                means =
                        "The certificate served, and what is asked of clients. Without it the listener speaks plain LDAP.")
        @Nullable
        ServerTlsConfig tls,

        @Setting(
                byDefault = "off",
                means =
                        "`off`: TLS from the first byte (LDAPS) where `tls` is given. `optional`: plain LDAP that may"
                                + " become TLS. `required`: every request before StartTLS is answered confidentialityRequired (13).")
        StartTls startTls,

        @Setting(
                means =
                        "Load balancers whose PROXY protocol header (v1 or v2) names the client. Without it none is read.")
        @Nullable
        ProxyProtocolConfig proxyProtocol) {

    public ListenerConfig {
        name = name.isEmpty() ? address.toString() : name;
        Contradictions found = new Contradictions();
        found.when(
                startTls != StartTls.OFF && tls == null,
                "startTls",
                "needs a certificate: give `tls` with certificate and privateKey, or set startTls: off");
        found.raise();
    }
}
