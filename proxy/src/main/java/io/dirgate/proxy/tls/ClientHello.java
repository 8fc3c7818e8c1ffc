package io.dirgate.proxy.tls;

import io.netty.buffer.ByteBuf;

/** What is read of a ClientHello (RFC 8446 section 4.1.2), from its version on, before TLS itself reads it. */
final class ClientHello {
    private static final int TLS_1_2 = 0x0303;
    private static final int TLS_1_3 = 0x0304;
    private static final int RANDOM = 32;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int SUPPORTED_VERSIONS = 43;

    /** The first byte of a TLS 1.2 signature algorithm (RFC 5246 section 7.4.1.4.1). */
    private static final int MD5 = 1;

    private static final int SHA1 = 2;

    private ClientHello() {}

    /**
     * Whether a client of TLS 1.2 at most names no signature algorithm but those of MD5 and SHA-1, or none, which means SHA-1. BoringSSL
     * would sign with it, and tcnative has no way to tell it not to. False for what cannot be read: that is for BoringSSL to refuse.
     */
    static boolean knowsOnlySha1(ByteBuf hello) {
        ByteBuf in = hello.slice();
        try {
            if (in.readUnsignedShort() != TLS_1_2) {
                return false;
            }
            in.skipBytes(RANDOM);
            in.skipBytes(in.readUnsignedByte());
            in.skipBytes(in.readUnsignedShort());
            in.skipBytes(in.readUnsignedByte());
            return !in.isReadable() || extensionsKnowOnlySha1(in.readSlice(in.readUnsignedShort()));
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }

    private static boolean extensionsKnowOnlySha1(ByteBuf extensions) {
        boolean onlySha1 = true;
        while (extensions.isReadable()) {
            int type = extensions.readUnsignedShort();
            ByteBuf content = extensions.readSlice(extensions.readUnsignedShort());
            if (type == SUPPORTED_VERSIONS && lists(content.readSlice(content.readUnsignedByte()), TLS_1_3)) {
                return false;
            } else if (type == SIGNATURE_ALGORITHMS) {
                onlySha1 = areOfSha1(content.readSlice(content.readUnsignedShort()));
            }
        }
        return onlySha1;
    }

    private static boolean lists(ByteBuf versions, int wanted) {
        while (versions.isReadable()) {
            if (versions.readUnsignedShort() == wanted) {
                return true;
            }
        }
        return false;
    }

    private static boolean areOfSha1(ByteBuf algorithms) {
        boolean all = algorithms.isReadable();
        while (algorithms.isReadable()) {
            int hash = algorithms.readUnsignedShort() >> 8;
            all &= hash == SHA1 || hash == MD5;
        }
        return all;
    }
}
