package io.dirgate.proxy;

/** The gateway cannot start. The message is a single line for people. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
