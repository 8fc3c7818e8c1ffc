package io.dirgate.proxy.aws.fake;

/** An answer that is an error: AWS's code for it, a message, an HTTP status. */
final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    final int status;
    final String code;

    Fault(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    Fault(String code, String message) {
        this(400, code, message);
    }
}
