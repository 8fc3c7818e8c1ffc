package io.dirgate.proxy.observe;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Log lines about a fault that a client meets again and again until somebody mends it. Each is written once an hour for each client
 * address and kind; the next one that is written tells how many were not. Memory is bounded: addresses beyond a thousand share one line
 * of each kind. Any thread.
 */
public final class HourlyLines {
    static final int MAX_KEPT = 1000;

    private static final long HOUR = Duration.ofHours(1).toNanos();

    /** @param client null for all that are not kept apart */
    private record Key(@Nullable String client, String kind) {}

    private static final class Line {
        private final long writtenAt;
        private long times;

        Line(long now) {
            writtenAt = now;
        }
    }

    /** The line that was written first comes first. */
    private final Map<Key, Line> lines = new LinkedHashMap<>();

    /**
     * @param client address without the port
     * @param kind one of a few
     * @param nanos now
     * @return how many times the line stands for; 0 if it must not be written
     */
    public synchronized long times(String client, String kind, long nanos) {
        Key key = new Key(client, kind);
        Line last = lines.get(key);
        if (last == null && lines.size() >= MAX_KEPT) {
            forgetOld(nanos);
            if (lines.size() >= MAX_KEPT) {
                key = new Key(null, kind);
                last = lines.get(key);
            }
        }
        if (last != null && nanos - last.writtenAt < HOUR) {
            last.times++;
            return 0;
        }
        lines.remove(key);
        lines.put(key, new Line(nanos));
        return last == null ? 1 : last.times + 1;
    }

    private void forgetOld(long nanos) {
        Iterator<Line> oldest = lines.values().iterator();
        while (oldest.hasNext() && nanos - oldest.next().writtenAt >= HOUR) {
            oldest.remove();
        }
    }
}
