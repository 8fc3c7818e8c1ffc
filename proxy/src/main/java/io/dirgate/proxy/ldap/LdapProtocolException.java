package io.dirgate.proxy.ldap;

/** A peer sent bytes that are not LDAP, or not LDAP that the gateway accepts. The message is for the log and for the peer. */
public final class LdapProtocolException extends Exception {
    private static final long serialVersionUID = 1;

    private final int resultCode;

    public LdapProtocolException(String message) {
        this(ResultCode.PROTOCOL_ERROR, message);
    }

    /** No stack trace: what a peer sends must not cost more than reading it. */
    public LdapProtocolException(int resultCode, String message) {
        super(message, null, false, false);
        this.resultCode = resultCode;
    }

    /** The code for a Notice of Disconnection (RFC 4511 section 4.4.1). */
    public int resultCode() {
        return resultCode;
    }
}
