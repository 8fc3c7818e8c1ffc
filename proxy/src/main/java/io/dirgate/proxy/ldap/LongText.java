package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Shortens a name for the log. Replaces each run of spaces by one space, because directories ignore the difference;
 * omits the middle; adds the length and a hash of the whole name. A client can therefore neither fill the log nor hide
 * its name in a long one.
 */
final class LongText {
    /**
     * Number of bytes that are read. Of a longer text only the beginning and the end are read: no directory has such
     * long names.
     */
    private static final int READ = 64 * 1024;

    private static final byte[] GAP = " ... ".getBytes(StandardCharsets.US_ASCII);

    private LongText() {}

    static void write(ByteBuf in, int index, int length, Utf8Text into, int limit) {
        byte[] text = new byte[Math.min(length, READ)];
        int tail = text.length / 2;
        in.getBytes(index, text, 0, text.length - tail);
        in.getBytes(index + length - tail, text, text.length - tail, tail);
        byte[] mark = " [%d bytes, SHA-256 %s]".formatted(length, hash(text)).getBytes(StandardCharsets.US_ASCII);
        byte[] folded = fold(text);
        into.clear();
        if (folded.length + mark.length <= limit) {
            into.append(folded, 0, folded.length);
        } else {
            int room = limit - mark.length - GAP.length;
            int head = characterBefore(folded, room * 2 / 3);
            int rest = characterAfter(folded, folded.length - room / 3);
            into.append(folded, 0, head);
            into.append(GAP, 0, GAP.length);
            into.append(folded, rest, folded.length - rest);
        }
        into.append(mark, 0, mark.length);
    }

    private static byte[] fold(byte[] text) {
        byte[] folded = new byte[text.length];
        int length = 0;
        for (byte next : text) {
            if (next != ' ' || length == 0 || folded[length - 1] != ' ') {
                folded[length++] = next;
            }
        }
        return Arrays.copyOf(folded, length);
    }

    /** The last index, at most {@code index}, at which a character begins. */
    private static int characterBefore(byte[] text, int index) {
        int at = index;
        while (at > 0 && isContinuation(text[at])) {
            at--;
        }
        return at;
    }

    private static int characterAfter(byte[] text, int index) {
        int at = index;
        while (at < text.length && isContinuation(text[at])) {
            at++;
        }
        return at;
    }

    private static boolean isContinuation(byte octet) {
        return (octet & 0xc0) == 0x80;
    }

    /** The first 64 bits, which are enough to distinguish names. */
    private static String hash(byte[] text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
