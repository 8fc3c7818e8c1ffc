package io.dirgate.proxy.aws;

/** AWS refused, or could not be asked. The message is for people: the action, what happened, what to do. */
public final class AwsException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean refused;

    AwsException(String says, boolean refused, Throwable cause) {
        super(says, cause);
        this.refused = refused;
    }

    AwsException(String says) {
        super(says);
        this.refused = true;
    }

    /** True if AWS understood and said no, so that asking again will not help by itself. */
    public boolean isRefused() {
        return refused;
    }
}
