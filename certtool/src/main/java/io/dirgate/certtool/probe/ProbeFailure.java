package io.dirgate.certtool.probe;

import org.jspecify.annotations.Nullable;

/** An endpoint did not do what a client needs. The message says what happened and where to change it. */
public final class ProbeFailure extends Exception {
    private final Stage stage;

    public ProbeFailure(Stage stage, String message) {
        this(stage, message, null);
    }

    public ProbeFailure(Stage stage, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.stage = stage;
    }

    public Stage stage() {
        return stage;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
