package io.dirgate.proxy.upstream;

import io.dirgate.proxy.ldap.LdapOp;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Recent response times of directory servers by kind of operation, as seen by one event loop. The histogram has buckets
 * of powers of two and is halved periodically, so that old values fade. Counting an answer costs one addition.
 */
public final class RecentLatency {
    /** After this number of operations of a kind, all counts of that kind are halved. */
    private static final int FRESH = 2000;

    /**
     * The upper bound of the first bucket is two to this power in nanoseconds: 134 ms. Finer resolution is not needed.
     */
    private static final int FIRST = 27;

    /** The last bucket begins at 2,200 s. */
    private static final int BUCKETS = 16;

    public static final FastThreadLocal<RecentLatency> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected RecentLatency initialValue() {
            return new RecentLatency();
        }
    };

    private final int[][] counts = new int[LdapOp.values().length][BUCKETS];
    private final int[] totals = new int[LdapOp.values().length];

    /** The histogram of the calling event loop. */
    public static RecentLatency ofLoop() {
        return OF_LOOP.get();
    }

    public void record(LdapOp op, long nanos) {
        int kind = kind(op);
        counts[kind][bucket(nanos)]++;
        if (++totals[kind] >= FRESH) {
            forgetHalf(kind);
        }
    }

    /**
     * The 99th percentile of the kind's response times in nanoseconds, rounded up to a power of two; 0 if none is
     * known.
     */
    public long p99(LdapOp op) {
        int kind = kind(op);
        int slower = 0;
        for (int bucket = BUCKETS - 1; bucket >= 0; bucket--) {
            slower += counts[kind][bucket];
            if (slower * 100L > totals[kind]) {
                return 1L << (FIRST + bucket);
            }
        }
        return 0;
    }

    @SuppressWarnings("EnumOrdinal") // The index is private to this class.
    private static int kind(LdapOp op) {
        return op.ordinal();
    }

    private static int bucket(long nanos) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, nanos) >>> FIRST);
        return Math.min(bits, BUCKETS - 1);
    }

    private void forgetHalf(int kind) {
        int total = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            counts[kind][bucket] /= 2;
            total += counts[kind][bucket];
        }
        totals[kind] = total;
    }
}
