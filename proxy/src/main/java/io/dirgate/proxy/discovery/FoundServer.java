package io.dirgate.proxy.discovery;

import io.dirgate.proxy.config.Endpoint;

/**
 * A directory server as its source tells of it.
 *
 * @param tier servers of tier 2 are used only while none of tier 1 is well, and so on
 * @param weight its share among the servers of its tier; at least 1
 * @param remark what else the source says of it, for people; may be empty
 */
public record FoundServer(Endpoint address, int tier, int weight, String remark) {
    /** One of several alike. */
    public FoundServer(Endpoint address, int tier) {
        this(address, tier, 1, "");
    }

    /** All but its address. */
    public String description() {
        return "tier " + tier + (remark.isEmpty() ? "" : ", " + remark);
    }
}
