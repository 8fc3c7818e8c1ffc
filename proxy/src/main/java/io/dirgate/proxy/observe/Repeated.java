package io.dirgate.proxy.observe;

import java.time.Duration;

/**
 * Limits a log line that clients can cause at any rate. A few lines a minute are written, and the next written line
 * reports the number of omitted ones. Thread-safe.
 */
public final class Repeated {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final int aMinute;
    private long began;
    private int written;
    private long unwritten;

    /** @param aMinute lines, at least 1 */
    public Repeated(int aMinute) {
        this.aMinute = aMinute;
        this.written = -1;
    }

    /**
     * @param nanos now
     * @return the number of events that the line reports; 0 if it must not be written
     */
    public synchronized long times(long nanos) {
        if (written < 0 || nanos - began >= MINUTE) {
            began = nanos;
            written = 0;
        }
        unwritten++;
        if (written >= aMinute) {
            return 0;
        }
        written++;
        long times = unwritten;
        unwritten = 0;
        return times;
    }
}
