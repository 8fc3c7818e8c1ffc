package io.dirgate.proxy.domain;

import io.dirgate.proxy.config.DirectoryConfig;

/** Shows tests of other rooms which settings a domain follows. */
public final class Followed {
    private Followed() {}

    public static DirectoryConfig by(Domain domain) {
        return domain.settings().directory();
    }
}
