package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Removes one value from a search result entry and keeps all other values unchanged. */
public final class EntryRewriter {
    private static final int SET = 0x31;

    /** Bytes of a tag and a length in Active Directory's long form. */
    private static final int HEADER = 6;

    private EntryRewriter() {}

    /**
     * Copies the entry without this attribute value. The caller releases the copy.
     *
     * @param in holds the whole entry
     * @return the entry without the value, or null if the entry does not contain the value
     */
    public static @Nullable ByteBuf withoutValue(
            ByteBufAllocator alloc, LdapEnvelope envelope, ByteBuf in, String attribute, String value)
            throws LdapProtocolException {
        long name = Ber.element(in, envelope.opStart(), envelope.opEnd(), Ber.OCTET_STRING, "entry name");
        long attributes = Ber.element(in, Ber.end(name), envelope.opEnd(), Ber.SEQUENCE, "attributes");
        for (int at = Ber.content(attributes); at < Ber.end(attributes); ) {
            long one = Ber.element(in, at, Ber.end(attributes), Ber.SEQUENCE, "attribute");
            long type = Ber.element(in, Ber.content(one), Ber.end(one), Ber.OCTET_STRING, "attribute type");
            if (isText(in, type, attribute)) {
                long values = Ber.element(in, Ber.end(type), Ber.end(one), SET, "attribute values");
                int[] cut = find(in, values, value);
                if (cut != null) {
                    ByteBuf inner = alloc.buffer(envelope.length() + 5 * HEADER);
                    copyAround(in, values, cut, inner);
                    wrap(inner, SET);
                    prepend(inner, in, Ber.content(one), Ber.end(type));
                    wrap(inner, Ber.SEQUENCE);
                    prepend(inner, in, Ber.content(attributes), at);
                    inner.writeBytes(in, Ber.end(one), Ber.end(attributes) - Ber.end(one));
                    wrap(inner, Ber.SEQUENCE);
                    prepend(inner, in, envelope.opStart(), Ber.end(name));
                    wrap(inner, envelope.opTag());
                    long message = Ber.header(in, envelope.start(), envelope.end());
                    prepend(
                            inner,
                            in,
                            Ber.content(message),
                            Ber.end(Ber.any(in, Ber.content(message), envelope.end(), "id")));
                    inner.writeBytes(in, envelope.opEnd(), envelope.end() - envelope.opEnd());
                    return wrap(inner, Ber.SEQUENCE);
                }
            }
            at = Ber.end(one);
        }
        return null;
    }

    private static int @Nullable [] find(ByteBuf in, long values, String value) throws LdapProtocolException {
        for (int at = Ber.content(values); at < Ber.end(values); ) {
            long found = Ber.element(in, at, Ber.end(values), Ber.OCTET_STRING, "attribute value");
            if (isText(in, found, value)) {
                return new int[] {at, Ber.end(found)};
            }
            at = Ber.end(found);
        }
        return null;
    }

    private static boolean isText(ByteBuf in, long header, String text) {
        return in.toString(Ber.content(header), Ber.length(header), StandardCharsets.UTF_8)
                .equalsIgnoreCase(text);
    }

    private static void copyAround(ByteBuf in, long values, int[] cut, ByteBuf out) {
        out.writeBytes(in, Ber.content(values), cut[0] - Ber.content(values));
        out.writeBytes(in, cut[1], Ber.end(values) - cut[1]);
    }

    private static ByteBuf wrap(ByteBuf content, int tag) {
        int length = content.readableBytes();
        byte[] header = {
            (byte) tag, (byte) 0x84, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
        };
        return prepend(content, header);
    }

    private static void prepend(ByteBuf content, ByteBuf in, int from, int to) {
        byte[] front = new byte[to - from];
        in.getBytes(from, front);
        prepend(content, front);
    }

    /** Copies the content. A rootDSE is small and rarely read, so a few copies are acceptable. */
    private static ByteBuf prepend(ByteBuf content, byte[] front) {
        int length = content.readableBytes();
        byte[] all = new byte[length];
        content.readBytes(all);
        content.clear();
        return content.writeBytes(front).writeBytes(all);
    }
}
