package io.dirgate.proxy.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/** Lines on their way from one event loop to the writer: one thread adds, one takes, neither waits for the other. */
final class LineRing {
    /** Outside the heap, from where a channel writes without another copy. */
    private final ByteBuffer ring;

    private final ByteBuffer view;
    /** Bytes added and taken since the start; the difference is what the ring holds. */
    private final AtomicLong added = new AtomicLong();

    private final AtomicLong taken = new AtomicLong();

    /** {@code capacity} in bytes, a power of two. */
    LineRing(int capacity) {
        ring = ByteBuffer.allocateDirect(capacity);
        view = ring.duplicate();
    }

    /** False if there is no room for the whole line. */
    boolean offer(byte[] line, int length) {
        long start = added.getPlain();
        if (length > ring.capacity() - (start - taken.get())) {
            return false;
        }
        int at = indexOf(start);
        int first = Math.min(length, ring.capacity() - at);
        ring.put(at, line, 0, first);
        ring.put(0, line, first, length - first);
        added.setRelease(start + length);
        return true;
    }

    boolean isHalfFull() {
        return added.getPlain() - taken.get() > ring.capacity() / 2;
    }

    /** Writes what is there now. After an error the next call goes on with the first byte that was not written. */
    void drainTo(WritableByteChannel out) throws IOException {
        long end = added.getAcquire();
        long start = taken.getPlain();
        while (start < end) {
            int at = indexOf(start);
            view.limit((int) Math.min(ring.capacity(), at + end - start)).position(at);
            start += out.write(view);
            taken.setRelease(start);
        }
    }

    private int indexOf(long count) {
        return (int) (count & (ring.capacity() - 1));
    }
}
