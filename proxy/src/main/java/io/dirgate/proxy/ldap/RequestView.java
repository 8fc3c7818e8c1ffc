package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Reads single fields of a request in place, on demand. Stores nothing and checks only the fields that it reads: the
 * directory server checks the rest.
 */
public final class RequestView {
    /** Scopes of RFC 4511 section 4.5.1.2. */
    public static final int SCOPE_BASE = 0;

    private static final int SIMPLE = 0x80;
    private static final int SASL = 0xa3;
    /** Password Modify, RFC 3062. */
    private static final String PASSWORD_MODIFY = "1.3.6.1.4.1.4203.1.11.1";

    private static final int EXTENDED_NAME = 0x80;

    private RequestView() {}

    /**
     * The name in a request: the bind name, the search base or the entry; for an extended request its OID. Empty if the
     * request has none.
     *
     * @param limit in bytes; a longer name is {@link LongText shortened}
     */
    public static void name(LdapFrame frame, Utf8Text into, int limit) throws LdapProtocolException {
        ByteBuf in = frame.buffer();
        switch (frame.op()) {
            case DELETE -> text(in, frame.opStart(), frame.opEnd() - frame.opStart(), into, limit);
            case BIND -> text(in, bindName(frame), into, limit);
            case SEARCH, MODIFY, ADD, MODIFY_DN, COMPARE ->
                text(in, Ber.element(in, frame.opStart(), frame.opEnd(), Ber.OCTET_STRING, "entry name"), into, limit);
            case EXTENDED ->
                text(in, Ber.element(in, frame.opStart(), frame.opEnd(), EXTENDED_NAME, "request name"), into, limit);
            case UNBIND, ABANDON -> into.clear();
        }
    }

    /** The message id in an abandon request. */
    public static int abandonedId(LdapFrame frame) throws LdapProtocolException {
        long header = (long) frame.opStart() << 32 | (frame.opEnd() - frame.opStart());
        return Ber.number(frame.buffer(), header, "abandoned message id");
    }

    public static boolean isExtended(LdapFrame frame, String oid) throws LdapProtocolException {
        ByteBuf in = frame.buffer();
        return is(in, Ber.element(in, frame.opStart(), frame.opEnd(), EXTENDED_NAME, "request name"), oid);
    }

    /**
     * Reads the base of a search request, as {@link #name} does.
     *
     * @return index after the base, for {@link #scope} and {@link #filterStart}
     */
    public static int searchBase(LdapFrame frame, Utf8Text into, int limit) throws LdapProtocolException {
        ByteBuf in = frame.buffer();
        long base = Ber.element(in, frame.opStart(), frame.opEnd(), Ber.OCTET_STRING, "entry name");
        text(in, base, into, limit);
        return Ber.end(base);
    }

    /** @param start index after the search base */
    public static int scope(LdapFrame frame, int start) throws LdapProtocolException {
        ByteBuf in = frame.buffer();
        return Ber.number(in, Ber.element(in, start, frame.opEnd(), Ber.ENUMERATED, "scope"), "scope");
    }

    /**
     * Index of the filter's tag in a search request.
     *
     * @param start index after the search base
     */
    public static int filterStart(LdapFrame frame, int start) throws LdapProtocolException {
        int at = start;
        // scope, derefAliases, sizeLimit, timeLimit, typesOnly
        for (int i = 0; i < 5; i++) {
            at = Ber.end(Ber.any(frame.buffer(), at, frame.opEnd(), "search parameter"));
        }
        return at;
    }

    /**
     * The authentication method of a bind request.
     *
     * @param start index of the authentication, from {@link #authenticationStart}; the same applies to the methods
     *     below
     */
    public static Authentication authentication(LdapFrame frame, int start) throws LdapProtocolException {
        Ber.any(frame.buffer(), start, frame.opEnd(), "authentication");
        return Authentication.ofTag(frame.buffer().getUnsignedByte(start));
    }

    /** For a simple bind. */
    public static boolean isPasswordEmpty(LdapFrame frame, int start) throws LdapProtocolException {
        return Ber.length(Ber.element(frame.buffer(), start, frame.opEnd(), SIMPLE, "simple authentication")) == 0;
    }

    /** For a SASL bind. */
    public static String saslMechanism(LdapFrame frame, int start) throws LdapProtocolException {
        ByteBuf in = frame.buffer();
        long sasl = Ber.element(in, start, frame.opEnd(), SASL, "SASL credentials");
        long mechanism = Ber.element(in, Ber.content(sasl), Ber.end(sasl), Ber.OCTET_STRING, "SASL mechanism");
        return in.toString(Ber.content(mechanism), Math.min(Ber.length(mechanism), 64), StandardCharsets.US_ASCII);
    }

    /** Index after the name of a bind request, where the authentication begins. */
    public static int authenticationStart(LdapFrame frame) throws LdapProtocolException {
        return Ber.end(bindName(frame));
    }

    static long bindName(LdapFrame frame) throws LdapProtocolException {
        ByteBuf in = frame.buffer();
        long version = Ber.element(in, frame.opStart(), frame.opEnd(), Ber.INTEGER, "version");
        return Ber.element(in, Ber.end(version), frame.opEnd(), Ber.OCTET_STRING, "bind name");
    }

    private static void text(ByteBuf in, long header, Utf8Text into, int limit) {
        text(in, Ber.content(header), Ber.length(header), into, limit);
    }

    private static void text(ByteBuf in, int index, int length, Utf8Text into, int limit) {
        if (length <= limit) {
            into.set(in, index, length, limit);
        } else {
            LongText.write(in, index, length, into, limit);
        }
    }

    /**
     * True for a request that sets a password. False for a request that cannot be read: the server refuses that one.
     */
    public static boolean changesPassword(LdapFrame frame) {
        try {
            return switch (frame.op()) {
                case EXTENDED -> isExtended(frame, PASSWORD_MODIFY);
                case MODIFY, ADD -> namesPassword(frame);
                default -> false;
            };
        } catch (LdapProtocolException e) {
            return false;
        }
    }

    private static boolean namesPassword(LdapFrame frame) throws LdapProtocolException {
        ByteBuf in = frame.buffer();
        long entry = Ber.element(in, frame.opStart(), frame.opEnd(), Ber.OCTET_STRING, "entry name");
        long list = Ber.element(in, Ber.end(entry), frame.opEnd(), Ber.SEQUENCE, "attributes");
        for (int at = Ber.content(list); at < Ber.end(list); ) {
            long item = Ber.element(in, at, Ber.end(list), Ber.SEQUENCE, "attribute");
            int type = Ber.content(item);
            if (frame.op() == LdapOp.MODIFY) {
                int modification = Ber.end(Ber.any(in, type, Ber.end(item), "modification"));
                type = Ber.content(Ber.element(in, modification, Ber.end(item), Ber.SEQUENCE, "modification"));
            }
            if (isPassword(in, Ber.element(in, type, Ber.end(item), Ber.OCTET_STRING, "attribute type"))) {
                return true;
            }
            at = Ber.end(item);
        }
        return false;
    }

    private static boolean isPassword(ByteBuf in, long type) {
        int length = Math.min(Ber.length(type), 64);
        String name = in.toString(Ber.content(type), length, StandardCharsets.US_ASCII);
        return name.equalsIgnoreCase("unicodePwd") || name.equalsIgnoreCase("userPassword");
    }

    static boolean is(ByteBuf in, long header, String ascii) {
        if (Ber.length(header) != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (in.getByte(Ber.content(header) + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
