package io.dirgate.bench;

import io.dirgate.bench.peer.PeerProcess;
import java.io.IOException;
import java.time.Duration;

/** Looks into the gateway while it is under a scenario's load. */
interface Profiler {
    Duration LENGTH = Duration.ofSeconds(15);

    Profiler NONE = (process, scenario, load) -> {};

    /** @param load puts the load on, and returns after {@link #LENGTH} */
    void profile(PeerProcess process, Scenario scenario, Runnable load) throws IOException;
}
