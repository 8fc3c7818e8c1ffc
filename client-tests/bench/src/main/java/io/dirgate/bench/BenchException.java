package io.dirgate.bench;

import java.io.Serial;

/** A run that is not worth reporting: an answer was wrong or lost, or a proxy did not start. Told without a stack trace. */
final class BenchException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    BenchException(String message) {
        super(message);
    }
}
