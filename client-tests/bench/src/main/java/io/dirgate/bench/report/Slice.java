package io.dirgate.bench.report;

/**
 * A short time after a proxy's start.
 *
 * @param seconds since its first client, at the end of the slice
 * @param perSecond sessions that ended, a second
 * @param cpuMicros of the whole proxy, a session
 * @param p99Micros of a whole session
 */
public record Slice(double seconds, double perSecond, double cpuMicros, double p99Micros) {}
