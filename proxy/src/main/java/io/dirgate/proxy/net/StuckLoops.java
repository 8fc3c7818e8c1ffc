package io.dirgate.proxy.net;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Finds blocked event loops. A blocked loop serves none of its clients and gives no other sign. Each check gives every
 * loop a task. A loop is blocked if it has not run a task for longer than the time limit, so the first check never
 * finds a fault. Thread-safe.
 */
final class StuckLoops {
    /** No task is waiting. */
    private static final long NONE = Long.MIN_VALUE;

    private record Loop(String name, EventExecutor executor, AtomicLong waitingSince) {}

    private final List<Loop> loops = new ArrayList<>();
    private final long patience;
    private final LongSupplier nanoTime;

    StuckLoops(Duration patience, LongSupplier nanoTime) {
        this.patience = patience.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Must be called before the first check. */
    void add(String name, Iterable<EventExecutor> group) {
        int number = 0;
        for (EventExecutor executor : group) {
            loops.add(new Loop("event loop " + name + "-" + ++number, executor, new AtomicLong(NONE)));
        }
    }

    /** The faults, one line for each blocked loop; empty if all loops run. */
    List<String> look() {
        long now = nanoTime.getAsLong();
        List<String> stuck = new ArrayList<>();
        for (Loop loop : loops) {
            if (loop.waitingSince.compareAndSet(NONE, now)) {
                ask(loop);
            } else {
                long waited = now - loop.waitingSince.get();
                // The task may have run meanwhile; then the difference is meaningless.
                if (waited > patience && loop.waitingSince.get() != NONE) {
                    stuck.add(loop.name + " has not run for " + TimeUnit.NANOSECONDS.toSeconds(waited) + " s");
                }
            }
        }
        return stuck;
    }

    private static void ask(Loop loop) {
        try {
            loop.executor.execute(() -> loop.waitingSince.set(NONE));
        } catch (RejectedExecutionException ended) {
            // The gateway is closing. The task remains pending in case it is not.
        }
    }
}
