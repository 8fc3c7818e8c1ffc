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
 * Finds event loops that no longer run. A loop that is blocked serves none of its clients, and no other sign of it reaches an
 * operator. Each look gives every loop a task; a loop is stuck when it has not run one for longer than the patience. The first look
 * at a loop therefore never finds anything. Looks may come from any thread.
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

    /** Only before the first look. */
    void add(String name, Iterable<EventExecutor> group) {
        int number = 0;
        for (EventExecutor executor : group) {
            loops.add(new Loop("event loop " + name + "-" + ++number, executor, new AtomicLong(NONE)));
        }
    }

    /** What is wrong, one line a loop; empty if every loop runs. */
    List<String> look() {
        long now = nanoTime.getAsLong();
        List<String> stuck = new ArrayList<>();
        for (Loop loop : loops) {
            if (loop.waitingSince.compareAndSet(NONE, now)) {
                ask(loop);
            } else {
                long waited = now - loop.waitingSince.get();
                // The task may have run since; then the difference means nothing.
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
            // The gateway is closing. The task stays owed, in case it is not.
        }
    }
}
