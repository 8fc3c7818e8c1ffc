package io.dirgate.certtool.report;

import org.jspecify.annotations.Nullable;

/**
 * Ends a command with a message that the user can act on. The message is a whole sentence that says what happened,
 * to what, and what to do; it is printed as it stands, so it never holds a secret.
 */
public final class Failure extends RuntimeException {
    private final boolean usage;

    public Failure(String message) {
        this(false, message, null);
    }

    public Failure(String message, Throwable cause) {
        this(false, message, cause);
    }

    private Failure(boolean usage, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.usage = usage;
    }

    /** The command line asks for something impossible or contradictory. */
    public static Failure usage(String message) {
        return new Failure(true, message, null);
    }

    /** Whether the command line is wrong. */
    public boolean isUsage() {
        return usage;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
