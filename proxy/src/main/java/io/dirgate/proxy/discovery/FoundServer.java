package io.dirgate.proxy.discovery;

import io.dirgate.proxy.config.Endpoint;

/**
 * A directory server as described by its source.
 *
 * @param tier servers of tier 2 are used only while no server of tier 1 is healthy, and so on
 * @param weight share among the servers of its tier; at least 1
 * @param remark further information from the source, for people; may be empty
 */
public record FoundServer(Endpoint address, int tier, int weight, String remark) {
    /** A server with the default weight. */
    public FoundServer(Endpoint address, int tier) {
        this(address, tier, 1, "");
    }

    /** The description without the address. */
    public String description() {
        return "tier " + tier + (remark.isEmpty() ? "" : ", " + remark);
    }
}
