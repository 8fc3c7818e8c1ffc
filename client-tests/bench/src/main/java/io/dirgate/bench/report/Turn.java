package io.dirgate.bench.report;

/**
 * What one turn of one proxy came to.
 *
 * @param operations within the window
 * @param seconds the window
 * @param cpuMicros of the whole proxy, user and system, an operation
 * @param proxyCpu share of its core that the proxy used, 0 to 1
 * @param p50Micros latency, from when the request was due where the load is at a fixed rate
 * @param memoryBytes of the proxy, at the end of the window
 */
public record Turn(
        long operations,
        double seconds,
        double cpuMicros,
        double proxyCpu,
        double p50Micros,
        double p90Micros,
        double p99Micros,
        double p999Micros,
        long memoryBytes) {
    public double perSecond() {
        return operations / seconds;
    }
}
