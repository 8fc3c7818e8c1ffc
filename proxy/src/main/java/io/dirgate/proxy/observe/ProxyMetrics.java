package io.dirgate.proxy.observe;

/** What happened, in verbs; how it is counted and named is one class's matter. Called on event loops: never blocks. */
public interface ProxyMetrics extends ClientMetrics, ServerMetrics, DiscoveryMetrics, CertificateMetrics {
    /** Counts nothing, for tests and for commands that serve nobody. */
    ProxyMetrics NONE = new ProxyMetrics() {};
}
