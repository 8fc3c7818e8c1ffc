package io.dirgate.proxy.observe;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A log line that clients can cause as often as they like. It is written at the first time and then once a minute, with the number of
 * times that it was not. Any thread.
 */
public final class Repeated {
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final AtomicLong due;
    private final AtomicLong unwritten = new AtomicLong();

    /** @param nanos now, by the clock that {@link #times} is told */
    public Repeated(long nanos) {
        due = new AtomicLong(nanos);
    }

    /**
     * @param nanos now
     * @return how many times the line stands for; 0 if it must not be written
     */
    public long times(long nanos) {
        unwritten.incrementAndGet();
        long next = due.get();
        if (nanos - next < 0 || !due.compareAndSet(next, nanos + PAUSE)) {
            return 0;
        }
        return unwritten.getAndSet(0);
    }
}
