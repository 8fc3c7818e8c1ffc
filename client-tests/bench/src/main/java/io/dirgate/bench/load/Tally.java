package io.dirgate.bench.load;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What a load has come to. Belongs to the event loop. */
public final class Tally {
    private static final long MAX_NANOS = 60_000_000_000L;

    private final Histogram latencies = new Histogram(MAX_NANOS, 3);
    private long operations;
    private long unanswered;
    private @Nullable String failure;

    void asked() {
        unanswered++;
    }

    void answered() {
        unanswered--;
    }

    void completed(long nanos) {
        operations++;
        latencies.recordValue(Math.min(nanos, MAX_NANOS));
    }

    /** An operation of which nobody asks how long it took. */
    void counted() {
        operations++;
    }

    /** The first failure is the one that is told: the others follow from it. */
    void fail(String reason) {
        if (failure == null) {
            failure = reason;
        }
    }

    /** Starts counting afresh; what is in flight stays so. */
    public void reset() {
        operations = 0;
        latencies.reset();
    }

    public long operations() {
        return operations;
    }

    public Histogram latencies() {
        return latencies;
    }

    /** Requests in flight. */
    public long unanswered() {
        return unanswered;
    }

    public @Nullable String failure() {
        return failure;
    }
}
