package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;

/**
 * Writes a search filter in the notation of RFC 4515, with {@code ?} in place of each value. The log thus shows the
 * kind of search but no personal data. Walks the whole filter without recursion, because a filter may have thousands of
 * levels and directory servers close the connection at some hundreds. The text is cut at its limit.
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

    /** Levels below this depth are not examined. */
    public static final int MAX_DEPTH = 10_000;

    /** Depth of a filter that contains a kind which RFC 4511 section 4.5.1.7 does not define. */
    public static final int UNKNOWN_KIND = -1;

    /** End indexes of the open levels. */
    private static final FastThreadLocal<int[]> ENDS = new FastThreadLocal<>() {
        @Override
        protected int[] initialValue() {
            return new int[64];
        }
    };

    private FilterShape() {}

    /**
     * Writes the shape of a search request's filter.
     *
     * @param filter index of the filter's tag, from {@link RequestView#filterStart}
     * @return the number of nested levels of and, or, not; more than {@link #MAX_DEPTH} if the filter was not read to
     *     its end; {@link #UNKNOWN_KIND} if it contains an unknown kind
     * @throws LdapProtocolException if the filter is not valid BER
     */
    public static int write(LdapFrame search, int filter, Utf8Text into, int limit) throws LdapProtocolException {
        into.clear();
        ByteBuf in = search.buffer();
        int end = search.opEnd();
        if (filter < end && isLeaf(in.getUnsignedByte(filter))) {
            boolean known = leaf(in, Ber.any(in, filter, end, "filter"), in.getUnsignedByte(filter), into, limit);
            return known ? 0 : UNKNOWN_KIND;
        }
        return nested(in, filter, end, into, limit);
    }

    private static int nested(ByteBuf in, int start, int end, Utf8Text into, int limit) throws LdapProtocolException {
        int[] ends = ENDS.get();
        int depth = 0;
        int deepest = 0;
        boolean known = true;
        int at = start;
        do {
            long item = Ber.any(in, at, depth == 0 ? end : ends[depth - 1], "filter");
            int tag = in.getUnsignedByte(at);
            if (isLeaf(tag)) {
                known &= leaf(in, item, tag, into, limit);
                at = Ber.end(item);
            } else if (depth == MAX_DEPTH) {
                return MAX_DEPTH + 1;
            } else {
                open(tag, into, limit);
                if (depth == ends.length) {
                    ends = Arrays.copyOf(ends, 2 * depth);
                    ENDS.set(ends);
                }
                ends[depth++] = Ber.end(item);
                deepest = Math.max(deepest, depth);
                at = Ber.content(item);
            }
            while (depth > 0 && at == ends[depth - 1]) {
                append(')', into, limit);
                depth--;
            }
        } while (depth > 0);
        return known ? deepest : UNKNOWN_KIND;
    }

    private static boolean isLeaf(int tag) {
        return tag != AND && tag != OR && tag != NOT;
    }

    private static void open(int tag, Utf8Text into, int limit) {
        append('(', into, limit);
        append(tag == AND ? '&' : tag == OR ? '|' : '!', into, limit);
    }

    /** @return false for an unknown kind */
    private static boolean leaf(ByteBuf in, long item, int tag, Utf8Text into, int limit) throws LdapProtocolException {
        boolean known = true;
        append('(', into, limit);
        switch (tag) {
            case PRESENT -> {
                name(in, item, into, limit);
                append('=', into, limit);
                append('*', into, limit);
            }
            case EQUAL, SUBSTRINGS, GREATER_OR_EQUAL, LESS_OR_EQUAL, APPROX -> {
                name(in, Ber.element(in, Ber.content(item), Ber.end(item), Ber.OCTET_STRING, "attribute"), into, limit);
                operator(tag, into, limit);
                append('?', into, limit);
            }
            case EXTENSIBLE -> extensible(in, item, into, limit);
            default -> {
                known = false;
                append('?', into, limit);
            }
        }
        append(')', into, limit);
        return known;
    }

    private static void operator(int tag, Utf8Text into, int limit) {
        if (tag == GREATER_OR_EQUAL) {
            append('>', into, limit);
        } else if (tag == LESS_OR_EQUAL) {
            append('<', into, limit);
        } else if (tag == APPROX) {
            append('~', into, limit);
        }
        append('=', into, limit);
        if (tag == SUBSTRINGS) {
            append('*', into, limit);
        }
    }

    /**
     * MatchingRuleAssertion: rule [1], type [2], value [3], dnAttributes [4]. The rule is logged because some rules of
     * Active Directory are expensive: one follows chains of group memberships.
     */
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
            append(':', into, limit);
            name(in, rule, into, limit);
        }
        append(':', into, limit);
        append('=', into, limit);
        append('?', into, limit);
    }

    private static void name(ByteBuf in, long header, Utf8Text into, int limit) {
        if (into.length() < limit) {
            into.append(in, Ber.content(header), Math.min(Ber.length(header), limit - into.length()));
            endAt(into, limit);
        }
    }

    private static void append(char ascii, Utf8Text into, int limit) {
        if (into.length() < limit) {
            into.append(ascii);
            endAt(into, limit);
        }
    }

    /** Ends a text at its limit with an ellipsis. */
    private static void endAt(Utf8Text into, int limit) {
        if (into.length() == limit) {
            for (int i = 0; i < 3; i++) {
                into.append('.');
            }
        }
    }
}
