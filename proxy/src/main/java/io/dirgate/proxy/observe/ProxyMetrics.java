package io.dirgate.proxy.observe;

/**
 * All events that are counted. The implementation decides how to count and name them. Called on event loops; must not
 * block.
 */
public interface ProxyMetrics extends ClientMetrics, ServerMetrics, DiscoveryMetrics, CertificateMetrics {
    /** Counts nothing. For tests, and for commands that serve no clients. */
    ProxyMetrics NONE = new ProxyMetrics() {};
}
