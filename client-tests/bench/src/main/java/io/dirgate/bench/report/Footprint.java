package io.dirgate.bench.report;

/**
 * A proxy's memory.
 *
 * @param emptyBytes before the first connection
 * @param fewBytes with the first few, once whatever is made for the first is made
 * @param bytes with all of them, idle
 */
public record Footprint(long emptyBytes, int few, long fewBytes, int connections, long bytes) {
    /** What the process has grown by, to each connection. */
    public double bytesPerConnection() {
        return (double) (bytes - emptyBytes) / connections;
    }

    /** What one more connection takes. */
    public double bytesPerFurtherConnection() {
        return (double) (bytes - fewBytes) / (connections - few);
    }
}
