package io.dirgate.proxy.tls;

import io.dirgate.proxy.config.TlsVersion;
import io.netty.buffer.ByteBuf;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Reads parts of a ClientHello (RFC 8446 section 4.1.2) before the TLS library does. Reads in place, so that invalid
 * input costs almost nothing.
 */
final class ClientHello {
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;

    /** Type and length of a handshake message. */
    private static final int MESSAGE_HEADER = 4;

    private static final int EXTENSION_HEADER = 4;
    private static final int VERSION = 2;
    private static final int MAX_SESSION_ID = 32;

    private static final int NONE = -1;
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
     * The fault of a ClientHello that is contained in the first record.
     *
     * @param in begins with the record's header
     * @param accepted versions that the listener accepts
     * @return null if there is no fault, if the message is incomplete, or if it is something else
     */
    static @Nullable HelloFault faultOfRecord(ByteBuf in, Collection<TlsVersion> accepted) {
        int message = in.readerIndex() + TlsRecord.HEADER;
        if (in.writerIndex() < message + MESSAGE_HEADER || in.getUnsignedByte(in.readerIndex()) != HANDSHAKE) {
            return null;
        }
        int end = message + in.getUnsignedShort(message - 2);
        boolean isWholeHello = TlsRecord.isHeader(in, in.readerIndex())
                && end <= in.writerIndex()
                && in.getUnsignedByte(message) == CLIENT_HELLO
                && in.getUnsignedMedium(message + 1) == end - message - MESSAGE_HEADER;
        return isWholeHello ? fault(in, message + MESSAGE_HEADER, end, accepted) : null;
    }

    /**
     * The fault of a complete ClientHello, from its version field on; null if its lengths and versions are valid. Never
     * refuses a ClientHello that BoringSSL accepts.
     */
    static @Nullable HelloFault fault(ByteBuf in, int begin, int end, Collection<TlsVersion> accepted) {
        int extensions = extensions(in, begin, end);
        if (extensions == NONE) {
            return HelloFault.MALFORMED;
        }
        int versions = NONE;
        int at = extensions;
        while (end - at >= EXTENSION_HEADER) {
            int content = at + EXTENSION_HEADER;
            if (versions == NONE && in.getUnsignedShort(at) == SUPPORTED_VERSIONS) {
                versions = content;
            }
            at = content + in.getUnsignedShort(at + 2);
        }
        if (versions == NONE) {
            boolean offersTls12 = in.getUnsignedShort(begin) >= TLS_1_2;
            if (!offersTls12 || !accepted.contains(TlsVersion.TLS_1_2)) {
                return HelloFault.VERSION;
            }
        } else if (at == end && !mayBeAccepted(in, versions, accepted)) {
            return HelloFault.VERSION;
        }
        return at == end ? null : HelloFault.MALFORMED;
    }

    /**
     * Start of the extensions; the end if there are none; {@link #NONE} if the lengths before them are inconsistent.
     */
    private static int extensions(ByteBuf in, int begin, int end) {
        int sessionId = begin + VERSION + RANDOM;
        if (sessionId >= end || in.getUnsignedByte(sessionId) > MAX_SESSION_ID) {
            return NONE;
        }
        int suites = sessionId + 1 + in.getUnsignedByte(sessionId);
        if (suites + 2 > end || in.getUnsignedShort(suites) == 0 || in.getUnsignedShort(suites) % 2 != 0) {
            return NONE;
        }
        int compression = suites + 2 + in.getUnsignedShort(suites);
        if (compression >= end || in.getUnsignedByte(compression) == 0) {
            return NONE;
        }
        int length = compression + 1 + in.getUnsignedByte(compression);
        if (length == end) {
            return end;
        }
        return length + 2 <= end && length + 2 + in.getUnsignedShort(length) == end ? length + 2 : NONE;
    }

    /** False if the extension lists only versions that are not accepted. An invalid list is left for TLS to refuse. */
    private static boolean mayBeAccepted(ByteBuf in, int content, Collection<TlsVersion> accepted) {
        int list = in.getUnsignedShort(content - 2) == 0 ? 0 : in.getUnsignedByte(content);
        if (list == 0 || list % 2 != 0 || list + 1 != in.getUnsignedShort(content - 2)) {
            return true;
        }
        for (int at = content + 1; at < content + 1 + list; at += VERSION) {
            int version = in.getUnsignedShort(at);
            if ((version == TLS_1_3 && accepted.contains(TlsVersion.TLS_1_3))
                    || (version == TLS_1_2 && accepted.contains(TlsVersion.TLS_1_2))) {
                return true;
            }
        }
        return false;
    }

    /**
     * True if a client of TLS 1.2 or older offers only signature algorithms with MD5 and SHA-1, or none, which means
     * SHA-1. BoringSSL would use one of them, and tcnative cannot disable that. False for input that cannot be read:
     * BoringSSL refuses it.
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
