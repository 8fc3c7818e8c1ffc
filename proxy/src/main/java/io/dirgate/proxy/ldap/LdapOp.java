package io.dirgate.proxy.ldap;

import org.jspecify.annotations.Nullable;

/** The request operations of RFC 4511 section 4, with the identifier octets of request and final response. */
public enum LdapOp {
    BIND(0x60, 0x61),
    UNBIND(0x42, -1),
    SEARCH(0x63, 0x65),
    MODIFY(0x66, 0x67),
    ADD(0x68, 0x69),
    DELETE(0x4a, 0x6b),
    MODIFY_DN(0x6c, 0x6d),
    COMPARE(0x6e, 0x6f),
    ABANDON(0x50, -1),
    EXTENDED(0x77, 0x78);

    private static final @Nullable LdapOp[] BY_TAG = new @Nullable LdapOp[256];

    static {
        for (LdapOp op : values()) {
            BY_TAG[op.requestTag] = op;
        }
    }

    private final int requestTag;
    private final int responseTag;

    LdapOp(int requestTag, int responseTag) {
        this.requestTag = requestTag;
        this.responseTag = responseTag;
    }

    /** The operation with this request identifier octet, or null if the protocol defines none. */
    public static @Nullable LdapOp ofRequestTag(int tag) {
        return BY_TAG[tag & 0xff];
    }

    public int requestTag() {
        return requestTag;
    }

    /** The identifier octet of the final response; -1 for an operation without a response. */
    public int responseTag() {
        return responseTag;
    }
}
