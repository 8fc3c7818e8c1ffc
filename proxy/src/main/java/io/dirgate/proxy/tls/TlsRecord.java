package io.dirgate.proxy.tls;

import io.netty.buffer.ByteBuf;

/** The header of a TLS record (RFC 8446 section 5.1): type, version and length. */
public final class TlsRecord {
    static final int HEADER = 5;

    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HEARTBEAT = 24;
    private static final int MAJOR_VERSION = 3;

    private TlsRecord() {}

    /** Whether it is the type of a record, in its place or not: TLS has an alert for one out of place. */
    public static boolean isType(byte first) {
        return first >= CHANGE_CIPHER_SPEC && first <= HEARTBEAT;
    }

    /** Whether the header of a record with something in it begins at {@code index}. */
    static boolean isHeader(ByteBuf in, int index) {
        return isType(in.getByte(index))
                && in.getByte(index + 1) == MAJOR_VERSION
                && in.getUnsignedShort(index + 3) > 0;
    }
}
