package io.dirgate.proxy;

import io.dirgate.proxy.admin.Readiness;
import io.dirgate.proxy.backend.Directory;
import io.dirgate.proxy.net.Listeners;
import io.dirgate.proxy.net.Transport;
import java.util.ArrayList;
import java.util.List;

/** The health of the process. Thread-safe. */
final class Condition {
    private final Transport transport;
    private final Listeners listeners;
    private final Directory directory;
    private volatile boolean draining;

    Condition(Transport transport, Listeners listeners, Directory directory) {
        this.transport = transport;
        this.listeners = listeners;
        this.directory = directory;
    }

    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** Faults of the process itself: blocked event loops and closed listeners. Empty if there are none. */
    List<String> faults() {
        List<String> faults = new ArrayList<>(transport.stuckLoops());
        if (!draining) {
            listeners.closed().forEach(name -> faults.add("listener " + name + " is closed"));
        }
        return faults;
    }

    Readiness.Answer readiness() {
        return draining
                ? new Readiness.Answer(false, "shutting down")
                : new Readiness.Answer(directory.isServing(), directory.describe());
    }
}
