package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Finds a message's controls (RFC 4511 section 4.1.11) in place. */
public final class Controls {
    /** Simple paged results, RFC 2696. */
    public static final String PAGED_RESULTS = "1.2.840.113556.1.4.319";

    /** Change notification, MS-ADTS section 3.1.1.3.4.1.9: its search ends only when it is abandoned. */
    private static final String NOTIFICATION = "1.2.840.113556.1.4.528";

    /** Persistent search, draft-ietf-ldapext-psearch. */
    private static final String PERSISTENT_SEARCH = "2.16.840.1.113730.3.4.3";

    /** Content synchronisation, RFC 4533. */
    private static final String SYNC_REQUEST = "1.3.6.1.4.1.4203.1.9.1.1";

    private static final int BOOLEAN = 0x01;

    private Controls() {}

    /** True if the search may rightly stay without an answer for hours. */
    public static boolean isOpenEnded(LdapFrame frame) throws LdapProtocolException {
        return frame.opEnd() < frame.end()
                && (has(frame, NOTIFICATION) || has(frame, PERSISTENT_SEARCH) || has(frame, SYNC_REQUEST));
    }

    static boolean has(LdapFrame frame, String oid) throws LdapProtocolException {
        return value(frame.buffer(), frame.opEnd(), frame.end(), oid) != 0;
    }

    /** The cookie of a request's paged-results control: null without the control, empty for a first page. */
    public static @Nullable ByteBuf pagingCookie(LdapFrame frame) throws LdapProtocolException {
        return pagingCookie(frame.buffer(), frame.opEnd(), frame.end());
    }

    /** The cookie of a result's paged-results control: null without the control, empty after the last page. */
    public static @Nullable ByteBuf pagingCookie(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        return pagingCookie(in, envelope.opEnd(), Math.min(envelope.end(), in.writerIndex()));
    }

    private static @Nullable ByteBuf pagingCookie(ByteBuf in, int controls, int end) throws LdapProtocolException {
        if (controls >= end) {
            return null;
        }
        long value = value(in, controls, end, PAGED_RESULTS);
        if (value == 0) {
            return null;
        }
        long sequence = Ber.element(in, Ber.content(value), Ber.end(value), Ber.SEQUENCE, "paged results value");
        long size = Ber.element(in, Ber.content(sequence), Ber.end(sequence), Ber.INTEGER, "page size");
        long cookie = Ber.element(in, Ber.end(size), Ber.end(sequence), Ber.OCTET_STRING, "paging cookie");
        return in.slice(Ber.content(cookie), Ber.length(cookie));
    }

    /** The header of a control's value, 0 if there is no such control. A control without a value has an empty one. */
    private static long value(ByteBuf in, int controls, int end, String oid) throws LdapProtocolException {
        if (controls >= end) {
            return 0;
        }
        long list = Ber.element(in, controls, end, Ber.CONTROLS, "controls");
        for (int at = Ber.content(list); at < Ber.end(list); ) {
            long control = Ber.element(in, at, Ber.end(list), Ber.SEQUENCE, "control");
            long type = Ber.element(in, Ber.content(control), Ber.end(control), Ber.OCTET_STRING, "control type");
            if (RequestView.is(in, type, oid)) {
                int next = Ber.end(type);
                if (next < Ber.end(control) && in.getByte(next) == BOOLEAN) {
                    next = Ber.end(Ber.any(in, next, Ber.end(control), "criticality"));
                }
                return next < Ber.end(control)
                        ? Ber.element(in, next, Ber.end(control), Ber.OCTET_STRING, "control value")
                        : (long) next << 32;
            }
            at = Ber.end(control);
        }
        return 0;
    }
}
