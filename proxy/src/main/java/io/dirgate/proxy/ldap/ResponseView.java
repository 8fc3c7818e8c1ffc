package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads single fields of a response in place. */
public final class ResponseView {
    public static final int SEARCH_ENTRY = 0x64;
    public static final int SEARCH_REFERENCE = 0x73;
    public static final int INTERMEDIATE = 0x79;
    public static final int EXTENDED = 0x78;

    private static final String AD_SUB_CODE = ", data ";

    private ResponseView() {}

    /**
     * True for a response that ends its operation. Samba may end any operation, even a search, with an extended
     * response if it refuses a control.
     */
    public static boolean isFinal(LdapEnvelope envelope) throws LdapProtocolException {
        return switch (envelope.opTag()) {
            case SEARCH_ENTRY, SEARCH_REFERENCE, INTERMEDIATE -> false;
            case 0x61, 0x65, 0x67, 0x69, 0x6b, 0x6d, 0x6f, EXTENDED -> true;
            default ->
                throw new LdapProtocolException("no LDAP response has tag 0x" + Integer.toHexString(envelope.opTag()));
        };
    }

    /** For an unsolicited notification (RFC 4511 section 4.4). */
    public static boolean isNoticeOfDisconnection(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        int at = envelope.opStart();
        // resultCode, matchedDN, diagnosticMessage, an optional referral, then the name.
        while (at < envelope.opEnd()) {
            long part = Ber.any(in, at, envelope.opEnd(), "result");
            if (in.getUnsignedByte(at) == LdapReplies.RESPONSE_NAME) {
                return RequestView.is(in, part, LdapReplies.NOTICE_OF_DISCONNECTION);
            }
            at = Ber.end(part);
        }
        return false;
    }

    /** The result code of a final response. */
    public static int resultCode(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        return Ber.number(in, code(envelope, in), "result code");
    }

    /** The diagnostic message, made printable for a log line. The response must be complete. */
    public static String diagnostic(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        long matchedDn = Ber.element(in, Ber.end(code(envelope, in)), envelope.opEnd(), Ber.OCTET_STRING, "matched DN");
        long text = Ber.element(in, Ber.end(matchedDn), envelope.opEnd(), Ber.OCTET_STRING, "diagnostic message");
        return Printable.of(in.toString(Ber.content(text), Math.min(Ber.length(text), 1024), StandardCharsets.UTF_8)
                .replace("\0", ""));
    }

    /**
     * Active Directory's sub-code of a failed bind: the hexadecimal digits after {@code data}. For example, 52e is a
     * wrong password.
     */
    public static @Nullable String subCode(String diagnostic) {
        int at = diagnostic.indexOf(AD_SUB_CODE);
        if (at < 0) {
            return null;
        }
        int start = at + AD_SUB_CODE.length();
        int end = start;
        while (end < diagnostic.length() && end < start + 8 && Character.digit(diagnostic.charAt(end), 16) >= 0) {
            end++;
        }
        return end == start ? null : diagnostic.substring(start, end);
    }

    private static long code(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        return Ber.element(
                in, envelope.opStart(), Math.min(envelope.opEnd(), in.writerIndex()), Ber.ENUMERATED, "result code");
    }
}
