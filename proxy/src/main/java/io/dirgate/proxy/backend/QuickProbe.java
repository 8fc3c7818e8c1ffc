package io.dirgate.proxy.backend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks within a second whether one server answers at all, for sessions that have waited unusually long. Concurrent
 * callers share one probe. The result does not change the server's health state; the regular probes determine that.
 * Runs on the prober's event loop.
 */
final class QuickProbe {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    /** A result is reused while it is younger than this. */
    private static final Duration FRESH = Duration.ofMillis(250);

    private final Server server;
    private final Prober prober;
    private final List<Runnable> waiting = new ArrayList<>();
    private long answeredAt = System.nanoTime() - FRESH.toNanos();

    QuickProbe(Server server, Prober prober) {
        this.server = server;
        this.prober = prober;
    }

    void ask(Runnable then) {
        if (waiting.isEmpty() && System.nanoTime() - answeredAt < FRESH.toNanos()) {
            then.run();
            return;
        }
        waiting.add(then);
        if (waiting.size() == 1) {
            prober.ask(server, LIMIT, this::take);
        }
    }

    private void take(Outcome outcome) {
        if (!(outcome instanceof Outcome.NotAsked)) {
            server.responds(outcome instanceof Outcome.Answered);
        }
        answeredAt = System.nanoTime();
        List<Runnable> told = List.copyOf(waiting);
        waiting.clear();
        told.forEach(Runnable::run);
    }
}
