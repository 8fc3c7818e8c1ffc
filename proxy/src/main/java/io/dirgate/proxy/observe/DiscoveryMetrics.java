package io.dirgate.proxy.observe;

/** Events about the discovery of directory servers. Called on event loops; must not block. */
public interface DiscoveryMetrics {
    /** {@code source}, a short fixed label, returned a list of servers. */
    default void discovered(String source, int servers) {}

    /** {@code source} gave no usable answer. */
    default void discoveryFailed(String source) {}

    /** {@code source} is not asked any more. */
    default void discoveryEnded(String source) {}

    /** The stage of the directory according to AWS: Active, Impaired and so on. */
    default void directoryStage(String stage) {}
}
