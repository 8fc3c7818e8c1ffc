package io.dirgate.proxy.observe;

/** Where the directory servers are learned from, in verbs. Called on event loops: never blocks. */
public interface DiscoveryMetrics {
    /** {@code source}, a short fixed label, told which servers there are. */
    default void discovered(String source, int servers) {}

    /** {@code source} gave no usable answer. */
    default void discoveryFailed(String source) {}

    /** {@code source} is not asked any more. */
    default void discoveryEnded(String source) {}

    /** AWS's word on the directory: Active, Impaired and so on. */
    default void directoryStage(String stage) {}
}
