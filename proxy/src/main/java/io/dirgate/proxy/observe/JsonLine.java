package io.dirgate.proxy.observe;

import io.dirgate.proxy.ldap.Printable;
import io.dirgate.proxy.ldap.Utf8Text;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A line of JSON in reused bytes. Plain ASCII, which is nearly all text, is copied. Encoding each character would take
 * a microsecond per line, as much as all other work of the gateway for an operation.
 */
final class JsonLine {
    private static final int LONGEST_INT = "2147483647".length();

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** The three digits of a number, the first one in the lowest byte, and above them the number of leading zeros. */
    private static final int[] THREE_DIGITS = new int[1_000];

    static {
        for (int i = 0; i < 1_000; i++) {
            int zeros = i < 10 ? 2 : i < 100 ? 1 : 0;
            THREE_DIGITS[i] = ('0' + i / 100) | ('0' + i / 10 % 10) << 8 | ('0' + i % 10) << 16 | zeros << 24;
        }
    }

    /** Indexed by byte value: printable ASCII characters that need no escape in a string. */
    private static final boolean[] PLAIN = new boolean[256];

    static {
        Arrays.fill(PLAIN, ' ', 0x7f, true);
        PLAIN['"'] = false;
        PLAIN['\\'] = false;
    }

    /** Replaces bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\ufffd';

    /** Maximum number of bytes that escapes may add to a text, so that clients cannot inflate the log. */
    private static final int ADDED = 256;

    private byte[] bytes = new byte[1024];
    private int length;

    /** Encodes a member's name with the punctuation around it. Plain ASCII only. */
    static byte[] member(String name) {
        return (",\"" + name + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    /** Encodes a complete member. Name and value must be plain ASCII. */
    static byte[] member(String name, String value) {
        return (",\"" + name + "\":\"" + value + '"').getBytes(StandardCharsets.US_ASCII);
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Truncates the line to {@code kept} bytes. */
    void cut(int kept) {
        length = kept;
    }

    void raw(byte[] ascii) {
        room(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
    }

    void raw(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
    }

    void number(byte[] member, long value) {
        raw(member);
        if (value < 0 || value > Integer.MAX_VALUE) {
            raw(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
        } else {
            room(LONGEST_INT + Integer.BYTES);
            length = digits((int) value, bytes, length);
        }
    }

    /**
     * Writes three digits at a time without branching on their number, because the processor mispredicts the lengths of
     * a line's numbers.
     */
    private static int digits(int value, byte[] to, int start) {
        if (value < 1_000) {
            int word = THREE_DIGITS[value];
            int zeros = word >>> 24;
            WORD.set(to, start, word >>> (8 * zeros));
            return start + 3 - zeros;
        }
        int end = digits(value / 1_000, to, start);
        WORD.set(to, end, THREE_DIGITS[value % 1_000]);
        return end + 3;
    }

    void string(byte[] member, String value) {
        raw(member);
        int size = value.length();
        room(size + 2);
        int start = length;
        bytes[length++] = '"';
        for (int i = 0; i < size; i++) {
            char c = value.charAt(i);
            if (c > 0xff || !PLAIN[c]) {
                length = start;
                quoted(value);
                return;
            }
            bytes[length++] = (byte) c;
        }
        bytes[length++] = '"';
    }

    void text(byte[] member, Utf8Text value) {
        raw(member);
        byte[] from = value.bytes();
        int size = value.length();
        for (int i = 0; i < size; i++) {
            if (!PLAIN[from[i] & 0xff]) {
                quoted(value.toString());
                return;
            }
        }
        room(size + 2);
        bytes[length++] = '"';
        System.arraycopy(from, 0, bytes, length, size);
        length += size;
        bytes[length++] = '"';
    }

    /** Writes unprintable characters as escapes while they do not make the text much longer, then as {@code ?}. */
    private void quoted(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 2 * ADDED).append('"');
        int added = 0;
        for (int i = 0; i < value.length(); ) {
            int c = value.codePointAt(i);
            i += Character.charCount(c);
            if (c == '"' || c == '\\') {
                escaped.append('\\').append((char) c);
            } else if (Printable.isPrintable(c) && c != REPLACEMENT) {
                escaped.appendCodePoint(c);
            } else if (added >= ADDED) {
                escaped.append('?');
            } else if (c == REPLACEMENT) {
                added += 2;
                escaped.append(REPLACEMENT);
            } else {
                added += 5;
                escape(escaped, c);
            }
        }
        raw(escaped.append('"').toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void escape(StringBuilder out, int codePoint) {
        for (char unit : Character.toChars(codePoint)) {
            out.append("\\u").append(HexFormat.of().toHexDigits(unit));
        }
    }

    private void room(int wanted) {
        if (bytes.length - length < wanted) {
            bytes = Arrays.copyOf(bytes, Math.max(length + wanted, bytes.length * 2));
        }
    }
}
