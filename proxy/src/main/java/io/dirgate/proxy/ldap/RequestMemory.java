package io.dirgate.proxy.ldap;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the requests of all clients together may hold, from their arrival to their results: a limit on each
 * connection alone lets many connections end the process for everybody. Bytes that a client announces and does not send cost nothing.
 * One for the process.
 */
public final class RequestMemory {
    /** Bytes that any request costs besides its own, whatever its length. */
    static final int EACH = 2 * 1024;

    /** Bytes; requests up to this length are small. Most are below a tenth of it. */
    static final int SMALL = 4 * 1024;

    /** Bytes that a client may hold without being one of those who fill the memory: a few small requests. */
    private static final int MODEST = 8 * 1024;

    private final AtomicLong used = new AtomicLong();
    private volatile long limit;

    /** @param limit in bytes */
    public RequestMemory(long limit) {
        this.limit = limit;
    }

    /** Clients that there are learn of it by {@link Share#renew}. */
    public void limit(long bytes) {
        limit = bytes;
    }

    /** In bytes. */
    public long limit() {
        return limit;
    }

    /** What one client's requests hold of it; used on that client's event loop only. */
    public Share share() {
        return new Share();
    }

    /** In bytes, now. */
    public long used() {
        return used.get();
    }

    /** One client's part. */
    public final class Share {
        // A copy: the other is not to be read across threads with each request.
        private long limit = RequestMemory.this.limit;
        private long held;
        private boolean bound;

        private Share() {}

        /** Takes a changed limit over. */
        void renew() {
            limit = RequestMemory.this.limit;
        }

        /** Whether the client has proven who it is: the last half of the memory is for those who have. */
        void bound(boolean proven) {
            bound = proven;
        }

        /**
         * Counts a request, or more of one that is still arriving.
         *
         * @param before bytes of it that are counted already, 0 at first
         * @param now bytes of it that have arrived, more than {@code before}
         * @return false if there is no room for it, and then nothing has changed. The last half is for bound clients that hold little
         *     besides, and its last quarter for small requests: a client that fills the memory does not shut the others out.
         */
        boolean grow(int before, int now) {
            long more = cost(now) - cost(before);
            long others = held - cost(before);
            long ceiling =
                    now <= SMALL && others <= MODEST ? limit : bound && others <= MODEST ? limit / 4 * 3 : limit / 2;
            if (used.addAndGet(more) > ceiling) {
                used.addAndGet(-more);
                return false;
            }
            held += more;
            return true;
        }

        void giveBack(int length) {
            held -= cost(length);
            used.addAndGet(-cost(length));
        }

        private static long cost(int length) {
            return length == 0 ? 0 : (long) length + EACH;
        }
    }
}
