package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A reusable UTF-8 buffer. It keeps a name for the duration of an operation without allocating an object. */
public final class Utf8Text {
    private byte[] bytes;
    private int length;

    public Utf8Text() {
        this(new byte[128], 0);
    }

    private Utf8Text(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    public static Utf8Text of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Utf8Text(bytes, bytes.length);
    }

    /** A copy that uses no more memory than its content needs. */
    public Utf8Text copy() {
        return new Utf8Text(Arrays.copyOf(bytes, length), length);
    }

    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    public void clear() {
        length = 0;
    }

    /** Stores at most {@code limit} bytes, so that the log cannot grow with a client's input. */
    public void set(ByteBuf from, int index, int size, int limit) {
        length = Math.min(size, limit);
        reserve(length);
        from.getBytes(index, bytes, 0, length);
    }

    public void append(ByteBuf from, int index, int size) {
        reserve(length + size);
        from.getBytes(index, bytes, length, size);
        length += size;
    }

    void append(byte[] from, int index, int size) {
        reserve(length + size);
        System.arraycopy(from, index, bytes, length, size);
        length += size;
    }

    public void append(char ascii) {
        reserve(length + 1);
        bytes[length++] = (byte) ascii;
    }

    private void reserve(int size) {
        if (bytes.length < size) {
            bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
        }
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
