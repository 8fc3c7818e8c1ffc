package io.dirgate.proxy.observe;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only thread that writes to the disk. Empties the rings ten times a second, or earlier when one fills up. */
final class LineWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(JsonAccessLog.class);
    private static final long FLUSH_NANOS = Duration.ofMillis(100).toNanos();
    private static final long RETRY_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 5_000;
    private static final long COMPLAIN_NANOS = Duration.ofMinutes(1).toNanos();

    private final String name;
    private final WritableByteChannel out;
    private final LongAdder dropped;
    private final List<LineRing> rings = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this, "access-log");

    /** The ring in which an error occurred, perhaps within a line. The rest of that line must be written first. */
    private @Nullable LineRing unfinished;

    private long complainedAt = System.nanoTime() - COMPLAIN_NANOS;
    private long complainedOf;

    LineWriter(String name, WritableByteChannel out, LongAdder dropped) {
        this.name = name;
        this.out = out;
        this.dropped = dropped;
        this.complainedOf = dropped.sum();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void add(LineRing ring) {
        rings.add(ring);
    }

    /** Cheap if the writer is already awake. */
    void wake() {
        LockSupport.unpark(thread);
    }

    boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Returns after all lines are written, or after five seconds. */
    void close() {
        closing.countDown();
        wake();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.atWarn().addKeyValue("accessLog", name).log("access log closed before all lines were written");
            thread.interrupt();
        }
    }

    @Override
    public void run() {
        boolean last;
        do {
            last = isClosing();
            @Nullable IOException trouble = drain();
            complain(trouble);
            if (!last) {
                rest(trouble != null);
            }
        } while (!last);
    }

    private @Nullable IOException drain() {
        try {
            if (unfinished != null) {
                unfinished.drainTo(out);
                unfinished = null;
            }
            for (LineRing ring : rings) {
                unfinished = ring;
                ring.drainTo(out);
            }
            unfinished = null;
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private void rest(boolean afterTrouble) {
        if (!afterTrouble) {
            LockSupport.parkNanos(this, FLUSH_NANOS);
            return;
        }
        try {
            closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void complain(@Nullable IOException trouble) {
        long lost = dropped.sum();
        if ((trouble == null && lost == complainedOf) || System.nanoTime() - complainedAt < COMPLAIN_NANOS) {
            return;
        }
        LOG.atWarn()
                .addKeyValue("accessLog", name)
                .addKeyValue("droppedLines", lost - complainedOf)
                .addKeyValue("cause", trouble == null ? "the disk is too slow" : trouble.toString())
                .log("access log cannot keep up");
        complainedAt = System.nanoTime();
        complainedOf = lost;
    }
}
