package io.dirgate.proxy.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/** Lines on their way from one event loop to the writer: one thread adds, one takes, neither waits for the other. */
final class LineRing {
    private final byte[] ring;
    private final ByteBuffer view;
    /** Bytes added and taken since the start; the difference is what the ring holds. */
    private final AtomicLong added = new AtomicLong();

    private final AtomicLong taken = new AtomicLong();

    /** {@code capacity} in bytes, a power of two. */
    LineRing(int capacity) {
        ring = new byte[capacity];
        view = ByteBuffer.wrap(ring);
    }

    /** False if there is no room for the whole line. */
    boolean offer(byte[] line, int length) {
        long start = added.getPlain();
        if (length > ring.length - (start - taken.get())) {
            return false;
        }
        int at = indexOf(start);
        int first = Math.min(length, ring.length - at);
        System.arraycopy(line, 0, ring, at, first);
        System.arraycopy(line, first, ring, 0, length - first);
        added.setRelease(start + length);
        return true;
    }

    boolean isHalfFull() {
        return added.getPlain() - taken.get() > ring.length / 2;
    }

    /** Writes what is there now. After an error the next call goes on with the first byte that was not written. */
    void drainTo(WritableByteChannel out) throws IOException {
        long end = added.getAcquire();
        long start = taken.getPlain();
        while (start < end) {
            int at = indexOf(start);
            view.limit((int) Math.min(ring.length, at + end - start)).position(at);
            start += out.write(view);
            taken.setRelease(start);
        }
    }

    private int indexOf(long count) {
        return (int) (count & (ring.length - 1));
    }
}
