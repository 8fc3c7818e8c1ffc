package io.dirgate.proxy.ldap;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the memory that the requests of all clients together use, from arrival to result. Limits on single connections
 * are not enough: many connections together could exhaust the memory of the process. Bytes that a client announces but
 * does not send are not counted. One instance per process.
 */
public final class RequestMemory {
    /** Fixed cost of a request in bytes, in addition to its length. */
    static final int EACH = 2 * 1024;

    /** In bytes. A request up to this length is small. Most requests are shorter than a tenth of it. */
    static final int SMALL = 4 * 1024;

    /** In bytes. A client that holds no more than this uses the memory modestly: a few small requests. */
    private static final int MODEST = 8 * 1024;

    private final AtomicLong used = new AtomicLong();
    private volatile long limit;

    /** @param limit in bytes */
    public RequestMemory(long limit) {
        this.limit = limit;
    }

    /** Sets the limit in bytes. Connected clients apply it when {@link Share#renew} is called. */
    public void limit(long bytes) {
        limit = bytes;
    }

    /** In bytes. */
    public long limit() {
        return limit;
    }

    /** Creates the share of one client. It may be used on that client's event loop only. */
    public Share share() {
        return new Share();
    }

    /** Bytes in use now. */
    public long used() {
        return used.get();
    }

    /** The share of one client. */
    public final class Share {
        // A copy, because reading the shared limit for each request would cross threads.
        private long limit = RequestMemory.this.limit;
        private long held;
        private boolean bound;

        private Share() {}

        /** Applies a changed limit. */
        void renew() {
            limit = RequestMemory.this.limit;
        }

        /**
         * Sets whether the client is authenticated. The last half of the memory is reserved for authenticated clients.
         */
        void bound(boolean proven) {
            bound = proven;
        }

        /**
         * Charges a request, or further bytes of a partial request.
         *
         * @param before bytes of the request already charged, initially 0
         * @param now bytes of the request that have arrived, more than {@code before}
         * @return false if there is no room; nothing is charged then. The last half is reserved for bound clients that
         *     hold little, and the last quarter for small requests, so that one greedy client cannot block the others
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
