package io.dirgate.proxy.config;

/** One directory server. */
@Shorthand("address")
public record ServerConfig(
        @Setting(means = "`host:port` of the server. The entry can be just this text.")
        Endpoint address,

        @Setting(
                byDefault = "1",
                atLeast = "1",
                atMost = "100",
                means = "Tier. Servers of tier 2 are used only while no server of tier 1 is healthy, and so on.")
        int priority) {

    public ServerConfig {
        Contradictions found = new Contradictions();
        found.when(address.port() == 0, "address", "\"%s\" needs a port from 1 to 65535".formatted(address));
        found.raise();
    }
}
