package io.dirgate.proxy.ldap;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the requests of all clients together may hold, from their first bytes to their results: a limit on each
 * connection alone lets many connections end the process for everybody. One for the process.
 */
public final class RequestMemory {
    /** Bytes that any request costs besides its own, whatever its length. */
    static final int EACH = 2 * 1024;

    /** Bytes; requests up to this length are small. Most are below a tenth of it. */
    static final int SMALL = 4 * 1024;

    /** Bytes that a client may hold without being one of those who fill the memory: a few small requests. */
    private static final int MODEST = 8 * 1024;

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /** @param limit in bytes */
    public RequestMemory(long limit) {
        this.limit = limit;
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
        private long held;

        private Share() {}

        /**
         * @param length of the request, in bytes
         * @return false if there is no room for it. The last half is for those who hold little, and its last quarter for small
         *     requests: whoever fills the memory does not shut the others out.
         */
        boolean take(int length) {
            long cost = cost(length);
            long ceiling = held > MODEST ? limit / 2 : length > SMALL ? limit / 4 * 3 : limit;
            if (used.addAndGet(cost) > ceiling) {
                used.addAndGet(-cost);
                return false;
            }
            held += cost;
            return true;
        }

        void giveBack(int length) {
            held -= cost(length);
            used.addAndGet(-cost(length));
        }

        private static long cost(int length) {
            return (long) length + EACH;
        }
    }
}
