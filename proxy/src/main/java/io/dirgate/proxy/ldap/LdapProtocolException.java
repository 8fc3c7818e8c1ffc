package io.dirgate.proxy.ldap;

/**
 * A peer sent bytes that are not LDAP, or LDAP that the gateway does not accept. The message is for the log and for the
 * peer.
 */
public final class LdapProtocolException extends Exception {
    private static final long serialVersionUID = 1;

    private final int resultCode;

    public LdapProtocolException(String message) {
        this(ResultCode.PROTOCOL_ERROR, message);
    }

    /** Omits the stack trace, so that invalid input stays cheap to handle. */
    public LdapProtocolException(int resultCode, String message) {
        super(message, null, false, false);
        this.resultCode = resultCode;
    }

    /** The result code for a Notice of Disconnection (RFC 4511 section 4.4.1). */
    public int resultCode() {
        return resultCode;
    }
}
