package io.dirgate.proxy.ldap;

/**
 * The result codes of RFC 4511 appendix A that the gateway itself sends or interprets. All other codes pass through as
 * numbers.
 */
public final class ResultCode {
    public static final int SUCCESS = 0;
    public static final int OPERATIONS_ERROR = 1;
    public static final int PROTOCOL_ERROR = 2;
    public static final int AUTH_METHOD_NOT_SUPPORTED = 7;
    public static final int STRONGER_AUTH_REQUIRED = 8;
    public static final int ADMIN_LIMIT_EXCEEDED = 11;
    public static final int CONFIDENTIALITY_REQUIRED = 13;
    public static final int SASL_BIND_IN_PROGRESS = 14;
    public static final int INVALID_CREDENTIALS = 49;
    public static final int BUSY = 51;
    public static final int UNAVAILABLE = 52;
    public static final int UNWILLING_TO_PERFORM = 53;

    private ResultCode() {}
}
