package io.dirgate.proxy.config;

import org.jspecify.annotations.Nullable;

/** One listening address for clients. */
public record ListenerConfig(
        @Setting(byDefault = "''", means = "Name in logs and metrics. Empty: its address.")
        String name,

        @Setting(
                means = "`host:port` to listen on. `0.0.0.0` and `[::]` are all addresses. Port 0 chooses a free port.")
        Endpoint address,

        @Setting(
                means =
                        "TLS of this listener: the certificate, and the rules for clients. Without it the listener speaks"
                                + " plain LDAP.")
        @Nullable
        ServerTlsConfig tls,

        @Setting(
                byDefault = "off",
                means =
                        "`off`: TLS from the first byte (LDAPS), if `tls` is given. `optional`: plain LDAP, and StartTLS"
                                + " is possible. `required`: each request before StartTLS gets confidentialityRequired (13).")
        StartTls startTls,

        @Setting(
                means =
                        "Load balancers whose PROXY protocol header (v1 or v2) names the client. Without it no header is"
                                + " read.")
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
