package io.dirgate.proxy.observe;

import java.time.Duration;
import java.util.stream.LongStream;

/**
 * Upper bounds of the latency histograms. There are few buckets, and they are dense around the values that separate
 * fast from slow.
 */
final class Buckets {
    /** The gateway's own share of an operation, normally tens of microseconds. */
    static final long[] GATEWAY = nanos(10, 25, 50, 100, 250, 1_000, 5_000, 25_000, 100_000, 1_000_000);

    /** A directory's answer: from an indexed lookup to Active Directory's limit of two minutes for a query. */
    static final long[] DIRECTORY = nanos(
            250,
            500,
            1_000,
            2_500,
            5_000,
            10_000,
            25_000,
            100_000,
            250_000,
            1_000_000,
            5_000_000,
            30_000_000,
            120_000_000);

    /** Connects, handshakes and probes. */
    static final Duration[] NETWORK =
            durations(500, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000, 250_000, 1_000_000, 5_000_000, 10_000_000);

    private Buckets() {}

    private static long[] nanos(long... micros) {
        return LongStream.of(micros).map(bound -> bound * 1_000).toArray();
    }

    private static Duration[] durations(long... micros) {
        return LongStream.of(nanos(micros)).mapToObj(Duration::ofNanos).toArray(Duration[]::new);
    }
}
