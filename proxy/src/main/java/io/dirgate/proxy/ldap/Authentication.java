package io.dirgate.proxy.ldap;

/**
 * How a bind request authenticates, by the tag of its authentication choice (RFC 4511 section 4.2; for Sicily, Active Directory's
 * own use of NTLM, MS-ADTS section 5.1.1.1.3).
 */
public enum Authentication {
    SIMPLE(0x80),
    SASL(0xa3),
    /** Sicily's package discovery. Active Directory answers it with success, and nothing is proven. */
    SICILY_DISCOVERY(0x89),
    /** Sicily's first step. Active Directory answers it with success, and nothing is proven yet. */
    SICILY_NEGOTIATE(0x8a),
    /** Sicily's last step, which proves who the client is. */
    SICILY_RESPONSE(0x8b),
    /** A choice that the gateway does not know, and whose success therefore proves nothing to it. */
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

    /** True if its success may put a security layer in force: then what follows is no longer LDAP. */
    public boolean mayProtect() {
        return this == SASL || this == SICILY_RESPONSE;
    }
}
