package io.dirgate.proxy.upstream;

import io.dirgate.proxy.ldap.LdapOp;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * How long directory servers took of late for each kind of operation, as far as an event loop has seen: a histogram of powers of two
 * that forgets half of what it knows again and again. To count an answer is one addition.
 */
public final class RecentLatency {
    /** OperationPool of a kind, after which each counts for half of a new one. */
    private static final int FRESH = 2000;

    /** The first bucket's bound in nanoseconds is two to this power: 134 ms. Less is of no interest. */
    private static final int FIRST = 27;

    /** The last one begins at 2,200 s. */
    private static final int BUCKETS = 16;

    public static final FastThreadLocal<RecentLatency> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected RecentLatency initialValue() {
            return new RecentLatency();
        }
    };

    private final int[][] counts = new int[LdapOp.values().length][BUCKETS];
    private final int[] totals = new int[LdapOp.values().length];

    /** The calling event loop's. */
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

    /** In nanoseconds, rounded up to a power of two: what 99 of 100 operations of the kind took at most. 0 if none is known. */
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

    @SuppressWarnings("EnumOrdinal") // An index that nobody else sees.
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
