package io.dirgate.certtool.cli;

import org.jspecify.annotations.Nullable;

/**
 * Something a person has to know and can act on. The message is a whole sentence that says what happened, to what, and what to do;
 * it is printed as it stands, so it never holds a secret.
 */
public final class Failure extends RuntimeException {
    private final Outcome outcome;

    public Failure(String message) {
        this(Outcome.FAILED, message, null);
    }

    public Failure(String message, Throwable cause) {
        this(Outcome.FAILED, message, cause);
    }

    private Failure(Outcome outcome, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
    }

    /** The command line asks for something impossible or contradictory. */
    public static Failure usage(String message) {
        return new Failure(Outcome.USAGE, message, null);
    }

    public Outcome outcome() {
        return outcome;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
