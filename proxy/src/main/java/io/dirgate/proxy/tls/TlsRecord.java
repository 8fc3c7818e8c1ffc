package io.dirgate.proxy.tls;

import io.netty.buffer.ByteBuf;

/** The header of a TLS record (RFC 8446 section 5.1): type, version and length. */
public final class TlsRecord {
    static final int HEADER = 5;

    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HEARTBEAT = 24;
    private static final int MAJOR_VERSION = 3;

    private TlsRecord() {}

    /** True if the byte is a record type, even an unexpected one, for which TLS has an alert. */
    public static boolean isType(byte first) {
        return first >= CHANGE_CIPHER_SPEC && first <= HEARTBEAT;
    }

    /** True if the header of a non-empty record begins at {@code index}. */
    static boolean isHeader(ByteBuf in, int index) {
        return isType(in.getByte(index))
                && in.getByte(index + 1) == MAJOR_VERSION
                && in.getUnsignedShort(index + 3) > 0;
    }
}
