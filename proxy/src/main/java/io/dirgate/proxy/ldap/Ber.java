package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;

/**
 * The subset of BER that LDAP allows (RFC 4511 section 5.1): one-octet tags and definite lengths. A length has the
 * short form or the long form; Active Directory sends the long form with leading zeros. Reads in place, at an index,
 * without copying.
 */
final class Ber {
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int ENUMERATED = 0x0a;
    static final int SEQUENCE = 0x30;
    static final int CONTROLS = 0xa0;

    /** Result of {@link #header} if the buffer ends inside the header. */
    static final long INCOMPLETE = -1;

    private Ber() {}

    /**
     * The eight bytes at {@code index}, the first byte in the highest position. Bytes that have not arrived are zero.
     */
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

    /** The identifier octet, which is the first byte of a {@link #word}. */
    static int tag(long word) {
        return (int) (word >>> 56);
    }

    /** Same as {@link #header(long, int, int)}, with a fast path for short elements. */
    static long header(ByteBuf in, int index, int end) throws LdapProtocolException {
        if (end - index < 2) {
            return INCOMPLETE;
        }
        int first = in.getByte(index + 1);
        return first >= 0 ? packed(index + 2, first) : header(word(in, index), index, end);
    }

    /**
     * Reads the tag and the length at {@code index}. Ignores the bytes from {@code end} on.
     *
     * @param word the {@link #word} at {@code index}; one eight-byte read is much cheaper than single-byte reads
     * @return {@link #INCOMPLETE}, or the element's first content index and its length, for {@link #content} and {@link
     *     #length}
     * @throws LdapProtocolException if the length is indefinite, or 2 GiB or more
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

    /** Index after the element. */
    static int end(long header) {
        return content(header) + length(header);
    }

    /**
     * Reads the header of an element. The element must have this tag and must end at or before {@code end}.
     *
     * @param what name of the element in the error message
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

    /** Same as {@link #element}, but accepts every tag. */
    static long any(ByteBuf in, int index, int end, String what) throws LdapProtocolException {
        long header = header(in, index, end);
        if (header == INCOMPLETE || length(header) > end - content(header)) {
            throw new LdapProtocolException(what + " is longer than its container");
        }
        return header;
    }

    /** The value of an INTEGER or ENUMERATED, from 0 to 2^31 - 1. */
    static int number(ByteBuf in, long header, String what) throws LdapProtocolException {
        int length = length(header);
        // The shift below removes the bytes after the number.
        long word = word(in, content(header));
        if (length < 1 || length > 4 || word < 0) {
            throw new LdapProtocolException(what + " is not a number from 0 to 2147483647");
        }
        return (int) (word >>> (Long.SIZE - 8 * length));
    }
}
