package io.dirgate.tests;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What clients under load counted: every answer is in exactly one of these. */
final class Tally {
    final AtomicInteger right = new AtomicInteger();
    /** 52 with a reason: not done, and said so. */
    final AtomicInteger unavailable = new AtomicInteger();
    /** Another entry than asked for, none, two, or any other result code: the text says which. */
    final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    /** Connections that ended under the client. */
    final Queue<String> dropped = new ConcurrentLinkedQueue<>();

    private final AtomicLong longestNanos = new AtomicLong();

    void took(long nanos) {
        longestNanos.accumulateAndGet(nanos, Math::max);
    }

    /** The longest that any client waited for an answer. */
    Duration longest() {
        return Duration.ofNanos(longestNanos.get());
    }

    @Override
    public String toString() {
        return "right %s, unavailable %s, wrong %s, dropped %s, longest %d ms"
                .formatted(right, unavailable, wrong, dropped, longest().toMillis());
    }
}
