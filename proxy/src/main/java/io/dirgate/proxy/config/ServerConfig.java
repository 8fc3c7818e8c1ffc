package io.dirgate.proxy.config;

/** One directory server. */
@Shorthand("address")
public record ServerConfig(
        @Setting(means = "`host:port` of the server; the entry may be this text alone.")
        Endpoint address,

        @Setting(
                byDefault = "1",
                atLeast = "1",
                atMost = "100",
                means = "Tier: servers of tier 2 are used only while none of tier 1 is well, and so on.")
        int priority) {

    public ServerConfig {
        Contradictions found = new Contradictions();
        found.when(address.port() == 0, "address", "\"%s\" needs a port from 1 to 65535".formatted(address));
        found.raise();
    }
}
