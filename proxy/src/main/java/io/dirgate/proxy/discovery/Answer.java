package io.dirgate.proxy.discovery;

import java.time.Duration;
import java.util.List;

/**
 * The result of a query to a source.
 *
 * @param servers at least one, without duplicate addresses
 * @param goodFor time until the next query
 */
record Answer(List<FoundServer> servers, Duration goodFor) {
    Answer {
        servers = List.copyOf(servers);
    }
}
