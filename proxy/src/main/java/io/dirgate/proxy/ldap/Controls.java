package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds the controls of a response (RFC 4511 section 4.1.11) in place. {@link RequestControls} reads those of a
 * request.
 */
public final class Controls {
    /** Simple paged results, RFC 2696. */
    public static final String PAGED_RESULTS = "1.2.840.113556.1.4.319";

    private static final int BOOLEAN = 0x01;

    private Controls() {}

    /** The cookie in a result's paged-results control. Null without the control, empty after the last page. */
    public static @Nullable ByteBuf pagingCookie(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        int end = Math.min(envelope.end(), in.writerIndex());
        if (envelope.opEnd() >= end) {
            return null;
        }
        long list = Ber.element(in, envelope.opEnd(), end, Ber.CONTROLS, "controls");
        for (int at = Ber.content(list); at < Ber.end(list); ) {
            long control = Ber.element(in, at, Ber.end(list), Ber.SEQUENCE, "control");
            long type = Ber.element(in, Ber.content(control), Ber.end(control), Ber.OCTET_STRING, "control type");
            if (RequestView.is(in, type, PAGED_RESULTS)) {
                long cookie = pagingCookie(in, value(in, type, control));
                return in.slice(Ber.content(cookie), Ber.length(cookie));
            }
            at = Ber.end(control);
        }
        return null;
    }

    /** The header of the cookie inside the value of a paged-results control. */
    static long pagingCookie(ByteBuf in, long value) throws LdapProtocolException {
        long sequence = Ber.element(in, Ber.content(value), Ber.end(value), Ber.SEQUENCE, "paged results value");
        long size = Ber.element(in, Ber.content(sequence), Ber.end(sequence), Ber.INTEGER, "page size");
        return Ber.element(in, Ber.end(size), Ber.end(sequence), Ber.OCTET_STRING, "paging cookie");
    }

    /** The header of a control's value. A control without a value yields an empty one. */
    static long value(ByteBuf in, long type, long control) throws LdapProtocolException {
        int next = Ber.end(type);
        if (next < Ber.end(control) && in.getByte(next) == BOOLEAN) {
            next = Ber.end(Ber.any(in, next, Ber.end(control), "criticality"));
        }
        return next < Ber.end(control)
                ? Ber.element(in, next, Ber.end(control), Ber.OCTET_STRING, "control value")
                : (long) next << 32;
    }
}
