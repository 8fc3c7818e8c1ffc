package io.dirgate.proxy.aws;

import org.jspecify.annotations.Nullable;

/** AWS refused, or could not be asked. The message is for people: the action, what happened, what to do. */
public final class AwsException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean refused;

    /** @param refused see {@link #isRefused()} */
    public AwsException(String says, boolean refused, @Nullable Throwable cause) {
        super(says, cause);
        this.refused = refused;
    }

    /** True if AWS understood and said no, so that asking again will not help by itself. */
    public boolean isRefused() {
        return refused;
    }
}
