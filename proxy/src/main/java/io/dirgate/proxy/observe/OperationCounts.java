package io.dirgate.proxy.observe;

import io.dirgate.proxy.ldap.LdapOp;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The operation counts of one thread. Only that thread writes, so there are no locks or atomic exchanges. Any thread
 * may read at any time.
 */
final class OperationCounts {
    /** Indexes of results: the result codes, then these. */
    static final int NO_RESPONSE = RfcNames.TABLED_CODES;

    static final int OTHER = RfcNames.TABLED_CODES + 1;

    private final Map<LdapOp, OfOneKind> kinds = new EnumMap<>(LdapOp.class);
    private final AtomicLongArray bytes = new AtomicLongArray(2);

    OperationCounts() {
        for (LdapOp op : LdapOp.values()) {
            kinds.put(op, new OfOneKind());
        }
    }

    void count(OperationFacts operation) {
        of(operation.op()).count(operation);
    }

    void bytes(long received, long sent) {
        add(bytes, 0, received);
        add(bytes, 1, sent);
    }

    long received() {
        return bytes.get(0);
    }

    long sent() {
        return bytes.get(1);
    }

    OfOneKind of(LdapOp op) {
        return Objects.requireNonNull(kinds.get(op));
    }

    private static void add(AtomicLongArray to, int place, long more) {
        to.setRelease(place, to.getPlain(place) + more);
    }

    static final class OfOneKind {
        private final AtomicLongArray results = new AtomicLongArray(OTHER + 1);
        private final Latencies gateway = new Latencies(Buckets.GATEWAY);
        private final Latencies directory = new Latencies(Buckets.DIRECTORY);

        private void count(OperationFacts operation) {
            int code = operation.resultCode();
            add(results, code < 0 ? NO_RESPONSE : code < RfcNames.TABLED_CODES ? code : OTHER, 1);
            gateway.record(operation.gatewayNanos());
            if (operation.directoryNanos() > 0) {
                directory.record(operation.directoryNanos());
            }
        }

        long ended(int place) {
            return results.get(place);
        }

        Latencies gateway() {
            return gateway;
        }

        Latencies directory() {
            return directory;
        }
    }

    /** A latency histogram. */
    static final class Latencies {
        private final long[] bounds;
        /** One count per bound, one for larger values, and the sum in nanoseconds. */
        private final AtomicLongArray counts;

        private Latencies(long[] bounds) {
            this.bounds = bounds;
            counts = new AtomicLongArray(bounds.length + 2);
        }

        private void record(long nanos) {
            int place = 0;
            while (place < bounds.length && nanos > bounds[place]) {
                place++;
            }
            add(counts, place, 1);
            add(counts, bounds.length + 1, nanos);
        }

        /** Adds the counts to {@code buckets}. The last bucket has no bound. */
        void addTo(long[] buckets) {
            for (int i = 0; i <= bounds.length; i++) {
                buckets[i] += counts.get(i);
            }
        }

        long nanos() {
            return counts.get(bounds.length + 1);
        }
    }
}
