package io.dirgate.proxy.discovery;

import java.time.Duration;
import java.util.List;

/**
 * What a source said.
 *
 * @param servers at least one, each address once
 * @param goodFor when to ask again
 */
record Answer(List<FoundServer> servers, Duration goodFor) {
    Answer {
        servers = List.copyOf(servers);
    }
}
