package io.dirgate.proxy.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes lines from one event loop to the writer thread. One thread adds, one thread takes, and neither waits for the
 * other.
 */
final class LineRing {
    /** Outside the heap, so that a channel writes from it without another copy. */
    private final ByteBuffer ring;

    private final ByteBuffer view;
    /** Bytes added and taken since the start. The difference is the content of the ring. */
    private final AtomicLong added = new AtomicLong();

    private final AtomicLong taken = new AtomicLong();

    /** {@code capacity} in bytes, a power of two. */
    LineRing(int capacity) {
        ring = ByteBuffer.allocateDirect(capacity);
        view = ring.duplicate();
    }

    /** False if the line does not fit. */
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

    /** Writes the current content. After an error, the next call continues with the first unwritten byte. */
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
