package io.dirgate.bench.load;

import java.io.Serial;

/** An answer that is not the one expected. Ends the run. */
final class WrongAnswerException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    WrongAnswerException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
