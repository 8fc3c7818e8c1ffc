package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;

/**
 * The few rules of BER that LDAP allows (RFC 4511 section 5.1): one-octet tags and definite lengths, in the short form or
 * in the long form with leading zeros as Active Directory sends it. Reads in place, at an index, and copies nothing.
 */
final class Ber {
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int ENUMERATED = 0x0a;
    static final int SEQUENCE = 0x30;
    static final int CONTROLS = 0xa0;

    /** What {@link #header} answers when the buffer ends before the header does. */
    static final long INCOMPLETE = -1;

    private Ber() {}

    /** The eight bytes from {@code index} on, the first one highest; zeros for those that have not arrived. */
    static long word(ByteBuf in, int index) {
        int arrived = in.writerIndex() - index;
        if (arrived >= Long.BYTES) {
            return in.getLong(index);
        }
        long word = 0;
        for (int i = 0; i < arrived; i++) {
            word |= (in.getByte(index + i) & 0xffL) << (Long.SIZE - 8 - 8 * i);
        }
        return word;
    }

    /** The identifier octet that a {@link #word} begins with. */
    static int tag(long word) {
        return (int) (word >>> 56);
    }

    /** As {@link #header(long, int, int)}, for elements most of which are short. */
    static long header(ByteBuf in, int index, int end) throws LdapProtocolException {
        if (end - index < 2) {
            return INCOMPLETE;
        }
        int first = in.getByte(index + 1);
        return first >= 0 ? packed(index + 2, first) : header(word(in, index), index, end);
    }

    /**
     * Reads the tag and length at {@code index}, of which only the bytes before {@code end} count.
     *
     * @param word the {@link #word} at {@code index}: to ask the buffer for each byte costs more than all else
     * @return {@link #INCOMPLETE}, or the element's first content index and its length, for {@link #content} and {@link #length}
     * @throws LdapProtocolException for an indefinite length, and for one of 2 GiB or more
     */
    static long header(long word, int index, int end) throws LdapProtocolException {
        if (end - index < 2) {
            return INCOMPLETE;
        }
        int first = (byte) (word >>> 48);
        if (first >= 0) {
            return packed(index + 2, first);
        }
        int octets = first & 0x7f;
        if (octets == 0) {
            throw new LdapProtocolException("indefinite BER length");
        }
        if (octets > 4) {
            throw new LdapProtocolException("BER length of " + octets + " octets");
        }
        int content = index + 2 + octets;
        if (content > end) {
            return INCOMPLETE;
        }
        int length = (int) (word << 16 >>> (Long.SIZE - 8 * octets));
        if (length < 0) {
            throw new LdapProtocolException("BER length of " + Integer.toUnsignedString(length) + " bytes");
        }
        return packed(content, length);
    }

    private static long packed(int content, int length) {
        return (long) content << 32 | length;
    }

    static int content(long header) {
        return (int) (header >>> 32);
    }

    static int length(long header) {
        return (int) header;
    }

    /** The index behind the element. */
    static int end(long header) {
        return content(header) + length(header);
    }

    /**
     * Reads the header of an element that must have the tag and must lie whole before {@code end}.
     *
     * @param what names the element in the error
     */
    static long element(ByteBuf in, int index, int end, int tag, String what) throws LdapProtocolException {
        if (index >= end) {
            throw new LdapProtocolException(what + " is missing");
        }
        int found = in.getUnsignedByte(index);
        if (found != tag) {
            throw new LdapProtocolException(what + " has tag 0x" + Integer.toHexString(found));
        }
        return any(in, index, end, what);
    }

    /** As {@link #element}, whatever its tag. */
    static long any(ByteBuf in, int index, int end, String what) throws LdapProtocolException {
        long header = header(in, index, end);
        if (header == INCOMPLETE || length(header) > end - content(header)) {
            throw new LdapProtocolException(what + " is longer than what holds it");
        }
        return header;
    }

    /** The value of an INTEGER or ENUMERATED from 0 to 2^31 - 1. */
    static int number(ByteBuf in, long header, String what) throws LdapProtocolException {
        int length = length(header);
        // What lies behind it is shifted out.
        long word = word(in, content(header));
        if (length < 1 || length > 4 || word < 0) {
            throw new LdapProtocolException(what + " is not a number from 0 to 2147483647");
        }
        return (int) (word >>> (Long.SIZE - 8 * length));
    }
}
