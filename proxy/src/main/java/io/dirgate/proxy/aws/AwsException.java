package io.dirgate.proxy.aws;

import org.jspecify.annotations.Nullable;

/** AWS refused a call or could not be reached. The message is for people: the action, the problem and its remedy. */
public final class AwsException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean refused;

    /** @param refused see {@link #isRefused()} */
    public AwsException(String says, boolean refused, @Nullable Throwable cause) {
        super(says, cause);
        this.refused = refused;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** True if AWS refused the call, so that repeating it will not help. */
    public boolean isRefused() {
        return refused;
    }
}
