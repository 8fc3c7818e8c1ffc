package io.dirgate.proxy;

/** The gateway cannot start. The message is the one line that a person needs. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
