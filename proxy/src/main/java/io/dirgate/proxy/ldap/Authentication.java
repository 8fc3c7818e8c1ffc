package io.dirgate.proxy.ldap;

/**
 * The authentication method of a bind request, identified by the tag of its authentication choice (RFC 4511 section
 * 4.2). Sicily is Active Directory's own NTLM bind (MS-ADTS section 5.1.1.1.3).
 */
public enum Authentication {
    SIMPLE(0x80),
    SASL(0xa3),
    /** Sicily package discovery. Active Directory answers with success, but the client has proven nothing. */
    SICILY_DISCOVERY(0x89),
    /** First step of Sicily. Active Directory answers with success, but the client has proven nothing yet. */
    SICILY_NEGOTIATE(0x8a),
    /** Last step of Sicily. It proves the client's identity. */
    SICILY_RESPONSE(0x8b),
    /** A method that the gateway does not know. The gateway does not treat its success as proof of identity. */
    UNKNOWN(-1);

    private final int tag;

    Authentication(int tag) {
        this.tag = tag;
    }

    static Authentication ofTag(int tag) {
        for (Authentication known : values()) {
            if (known.tag == tag) {
                return known;
            }
        }
        return UNKNOWN;
    }

    /** True if a successful bind may install a security layer. The bytes that follow are then not LDAP. */
    public boolean mayProtect() {
        return this == SASL || this == SICILY_RESPONSE;
    }
}
