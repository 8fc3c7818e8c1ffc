package io.dirgate.certtool.aws.fake;

/** An answer that AWS gives as an error: the code that an SDK turns into an exception class, a message, an HTTP status. */
final class AwsFault extends RuntimeException {
    final String code;
    final int status;

    AwsFault(String code, String message) {
        this(400, code, message);
    }

    AwsFault(int status, String code, String message) {
        super(message);
        this.code = code;
        this.status = status;
    }

    static AwsFault validation(String message) {
        return new AwsFault("ValidationException", message);
    }
}
