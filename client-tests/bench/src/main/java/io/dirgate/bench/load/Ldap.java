package io.dirgate.bench.load;

import io.netty.buffer.ByteBuf;

/**
 * The little BER that the load needs (X.690 section 8.1.3, RFC 4511 section 4.1.1). Its own, not the gateway's: a fault common to
 * both could not be seen.
 */
final class Ldap {
    /** An LDAPMessage's header, message id and operation header are at most this long, in bytes. */
    static final int MAX_HEADER = 2 + 4 + 2 + 4 + 2 + 4;

    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    private Ldap() {}

    /** Writes all of a message but its operation of {@code opLength} bytes, which is written behind it. */
    static void writeHeader(ByteBuf out, int messageId, int opLength) {
        int idLength = messageId < 0x80 ? 1 : messageId < 0x8000 ? 2 : messageId < 0x80_0000 ? 3 : 4;
        out.writeByte(SEQUENCE);
        writeLength(out, 2 + idLength + opLength);
        out.writeByte(INTEGER).writeByte(idLength);
        for (int shift = 8 * (idLength - 1); shift >= 0; shift -= 8) {
            out.writeByte(messageId >> shift);
        }
    }

    private static void writeLength(ByteBuf out, int length) {
        if (length < 0x80) {
            out.writeByte(length);
        } else if (length < 0x100) {
            out.writeByte(0x81).writeByte(length);
        } else if (length < 0x1_0000) {
            out.writeByte(0x82).writeShort(length);
        } else {
            out.writeByte(0x84).writeInt(length);
        }
    }

    /** Bytes of the identifier and length octets of the element at {@code index}; its length octets must be there. */
    static int headerLength(ByteBuf in, int index) {
        int first = in.getUnsignedByte(index + 1);
        return first < 0x80 ? 2 : 2 + (first & 0x7f);
    }

    static int contentLength(ByteBuf in, int index) {
        int first = in.getUnsignedByte(index + 1);
        return switch (first) {
            case 0x81 -> in.getUnsignedByte(index + 2);
            case 0x82 -> in.getUnsignedShort(index + 2);
            case 0x83 -> in.getUnsignedMedium(index + 2);
            case 0x84 -> in.getInt(index + 2);
            default -> {
                if (first >= 0x80) {
                    throw new WrongAnswerException("a BER length that begins with 0x" + Integer.toHexString(first));
                }
                yield first;
            }
        };
    }

    /** The number in the INTEGER at {@code index}. */
    static int number(ByteBuf in, int index) {
        int length = in.getUnsignedByte(index + 1);
        if (in.getUnsignedByte(index) != INTEGER || length < 1 || length > 4) {
            throw new WrongAnswerException("no message id where one belongs");
        }
        int number = 0;
        for (int i = 0; i < length; i++) {
            number = number << 8 | in.getUnsignedByte(index + 2 + i);
        }
        return number;
    }

    static boolean isMessage(ByteBuf in, int index) {
        return in.getUnsignedByte(index) == SEQUENCE;
    }
}
