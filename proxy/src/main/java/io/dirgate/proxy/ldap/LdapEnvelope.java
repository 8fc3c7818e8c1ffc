package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The outside of one LDAPMessage (RFC 4511 section 4.1.1): where it ends, its id, and which operation it holds. One object
 * reads message after message. All indexes are the buffer's own.
 */
public final class LdapEnvelope {
    /** Sequence, id and operation headers, each with a length in its longest form. */
    public static final int MAX_HEADER = 6 + 6 + 4 + 6;

    private int start;
    private int end;
    private int messageId;
    private int opTag;
    private int opStart;
    private int opEnd;
    private boolean dropped;
    private @Nullable ByteBuf replacement;

    /**
     * Reads the envelope at {@code index}.
     *
     * @param available the index behind the last byte that has arrived
     * @return false if more bytes must arrive before the envelope can be read; the message may still be incomplete after true
     */
    public boolean read(ByteBuf in, int index, int available) throws LdapProtocolException {
        long word = Ber.word(in, index);
        if (index < available && Ber.tag(word) != Ber.SEQUENCE) {
            throw new LdapProtocolException(
                    "not an LDAP message: it begins with " + FirstByte.describe(in.getByte(index)));
        }
        long message = Ber.header(word, index, available);
        if (message == Ber.INCOMPLETE) {
            return false;
        }
        start = index;
        dropped = false;
        long length = (long) Ber.content(message) - index + Ber.length(message);
        if (length > Integer.MAX_VALUE - index) {
            throw new LdapProtocolException("BER length of " + Ber.length(message) + " bytes");
        }
        end = index + (int) length;
        int visible = Math.min(available, end);

        int at = Ber.content(message);
        word = Ber.word(in, at);
        long id = Ber.header(word, at, visible);
        if (id == Ber.INCOMPLETE || Ber.end(id) > visible) {
            return incomplete(visible, at);
        }
        if (Ber.tag(word) != Ber.INTEGER) {
            throw new LdapProtocolException("message id has tag 0x" + Integer.toHexString(Ber.tag(word)));
        }
        messageId = Ber.number(in, id, "message id");

        at = Ber.end(id);
        word = Ber.word(in, at);
        long op = Ber.header(word, at, visible);
        if (op == Ber.INCOMPLETE) {
            return incomplete(visible, at);
        }
        opTag = Ber.tag(word);
        opStart = Ber.content(op);
        if (Ber.length(op) > end - opStart) {
            throw new LdapProtocolException("operation is longer than its message");
        }
        opEnd = Ber.end(op);
        return true;
    }

    private boolean incomplete(int visible, int at) throws LdapProtocolException {
        if (visible == end) {
            throw new LdapProtocolException("message ends before its operation");
        }
        if (visible - at > MAX_HEADER) {
            throw new LdapProtocolException("message id of more than four octets");
        }
        return false;
    }

    public int start() {
        return start;
    }

    /** The message goes no further. Until the next one is read. */
    public void drop() {
        dropped = true;
    }

    /** Another message goes on in its place; the envelope owns the bytes until {@link #takeReplacement}. */
    public void replace(ByteBuf message) {
        dropped = true;
        replacement = message;
    }

    public boolean isDropped() {
        return dropped;
    }

    /** True if another message goes on in its place. */
    public boolean isReplaced() {
        return replacement != null;
    }

    /** What goes on in its place, once; null if nothing does. The caller owns it. */
    @Nullable
    ByteBuf takeReplacement() {
        ByteBuf taken = replacement;
        replacement = null;
        return taken;
    }

    /** The bytes that go on: its own, or those of what takes its place. */
    public int forwardedLength() {
        return replacement != null ? replacement.readableBytes() : dropped ? 0 : length();
    }

    /** True if the buffer that it was read from has all of it. */
    public boolean isWhole(ByteBuf in) {
        return end <= in.writerIndex();
    }

    /** Index behind the message. */
    public int end() {
        return end;
    }

    public int length() {
        return end - start;
    }

    public int messageId() {
        return messageId;
    }

    /** The operation's identifier octet. */
    public int opTag() {
        return opTag;
    }

    /** Index of the operation's first content byte. */
    public int opStart() {
        return opStart;
    }

    /** Index behind the operation; the controls, if any, lie between here and {@link #end()}. */
    public int opEnd() {
        return opEnd;
    }
}
