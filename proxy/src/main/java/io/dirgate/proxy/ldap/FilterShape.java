package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;

/**
 * Writes a search filter as RFC 4515 has it, each value replaced by {@code ?}: enough to see what a client asks, nothing of
 * whom it asks about. Walks without recursion, and stops where the text would grow over its limit.
 */
public final class FilterShape {
    private static final int AND = 0xa0;
    private static final int OR = 0xa1;
    private static final int NOT = 0xa2;
    private static final int EQUAL = 0xa3;
    private static final int SUBSTRINGS = 0xa4;
    private static final int GREATER_OR_EQUAL = 0xa5;
    private static final int LESS_OR_EQUAL = 0xa6;
    private static final int PRESENT = 0x87;
    private static final int APPROX = 0xa8;
    private static final int EXTENSIBLE = 0xa9;

    /** Deeper filters are cut; what a directory server does with them is its own matter. */
    private static final int MAX_DEPTH = 64;

    private FilterShape() {}

    /** Of a search request. What cannot be read ends the text with {@code …}-like dots; nothing is thrown for a filter. */
    public static void write(LdapFrame search, Utf8Text into, int limit) {
        into.clear();
        try {
            walk(search.message(), RequestView.filterStart(search), search.opEnd(), into, limit);
        } catch (LdapProtocolException e) {
            dots(into);
        }
    }

    private static void walk(ByteBuf in, int start, int end, Utf8Text into, int limit) throws LdapProtocolException {
        int[] ends = new int[MAX_DEPTH];
        int depth = 0;
        int at = start;
        do {
            if (into.length() > limit || depth == MAX_DEPTH) {
                dots(into);
                return;
            }
            long item = Ber.any(in, at, depth == 0 ? end : ends[depth - 1], "filter");
            int tag = in.getUnsignedByte(at);
            into.append('(');
            if (tag == AND || tag == OR || tag == NOT) {
                into.append(tag == AND ? '&' : tag == OR ? '|' : '!');
                ends[depth++] = Ber.end(item);
                at = Ber.content(item);
            } else {
                leaf(in, item, tag, into, limit);
                into.append(')');
                at = Ber.end(item);
            }
            while (depth > 0 && at == ends[depth - 1]) {
                into.append(')');
                depth--;
            }
        } while (depth > 0);
    }

    private static void leaf(ByteBuf in, long item, int tag, Utf8Text into, int limit) throws LdapProtocolException {
        switch (tag) {
            case PRESENT -> {
                name(in, item, into, limit);
                into.append('=');
                into.append('*');
            }
            case EQUAL, SUBSTRINGS, GREATER_OR_EQUAL, LESS_OR_EQUAL, APPROX -> {
                name(in, Ber.element(in, Ber.content(item), Ber.end(item), Ber.OCTET_STRING, "attribute"), into, limit);
                operator(tag, into);
                into.append('?');
            }
            case EXTENSIBLE -> extensible(in, item, into, limit);
            default -> throw new LdapProtocolException("no filter has tag 0x" + Integer.toHexString(tag));
        }
    }

    private static void operator(int tag, Utf8Text into) {
        if (tag == GREATER_OR_EQUAL) {
            into.append('>');
        } else if (tag == LESS_OR_EQUAL) {
            into.append('<');
        } else if (tag == APPROX) {
            into.append('~');
        }
        into.append('=');
        if (tag == SUBSTRINGS) {
            into.append('*');
        }
    }

    /** MatchingRuleAssertion: rule [1], type [2], value [3], dnAttributes [4]. The rule matters in AD: it is where chains are followed. */
    private static void extensible(ByteBuf in, long item, Utf8Text into, int limit) throws LdapProtocolException {
        long rule = 0;
        for (int at = Ber.content(item); at < Ber.end(item); ) {
            long part = Ber.any(in, at, Ber.end(item), "matching rule assertion");
            int tag = in.getUnsignedByte(at);
            if (tag == 0x81) {
                rule = part;
            } else if (tag == 0x82) {
                name(in, part, into, limit);
            }
            at = Ber.end(part);
        }
        if (rule != 0) {
            into.append(':');
            name(in, rule, into, limit);
        }
        into.append(':');
        into.append('=');
        into.append('?');
    }

    private static void name(ByteBuf in, long header, Utf8Text into, int limit) {
        into.append(in, Ber.content(header), Math.min(Ber.length(header), limit));
    }

    private static void dots(Utf8Text into) {
        for (int i = 0; i < 3; i++) {
            into.append('.');
        }
    }
}
