package io.dirgate.proxy.discovery;

import org.jspecify.annotations.Nullable;

/** A source gave no usable answer. The message is for people and names the remedy if it is known. */
public final class DiscoveryException extends Exception {
    private static final long serialVersionUID = 1;

    DiscoveryException(String says, @Nullable Throwable cause) {
        super(says, cause);
    }
}
