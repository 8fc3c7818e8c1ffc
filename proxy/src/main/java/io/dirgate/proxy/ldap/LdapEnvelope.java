package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of one LDAPMessage (RFC 4511 section 4.1.1): its boundaries, message id and operation. The same object
 * is reused for each message. All indexes refer to the buffer that was read.
 */
public final class LdapEnvelope {
    /** Size in bytes of the sequence, message id and operation headers, each with the longest form of length. */
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
     * @param available index after the last byte that has arrived
     * @return false if the envelope needs more bytes; after true, the rest of the message may still be incomplete
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

    /** Drops this message instead of forwarding it. Valid until the next message is read. */
    public void drop() {
        dropped = true;
    }

    /** Forwards another message in place of this one. The envelope owns its bytes until {@link #takeReplacement}. */
    public void replace(ByteBuf message) {
        dropped = true;
        replacement = message;
    }

    public boolean isDropped() {
        return dropped;
    }

    /** True if another message replaces this one. */
    public boolean isReplaced() {
        return replacement != null;
    }

    /** Removes and returns the replacement, or null if there is none. The caller owns it. */
    @Nullable
    ByteBuf takeReplacement() {
        ByteBuf taken = replacement;
        replacement = null;
        return taken;
    }

    /** Number of bytes that are forwarded: those of the replacement if there is one, otherwise those of the message. */
    public int forwardedLength() {
        return replacement != null ? replacement.readableBytes() : dropped ? 0 : length();
    }

    /** True if the buffer contains the whole message. */
    public boolean isWhole(ByteBuf in) {
        return end <= in.writerIndex();
    }

    /** Index after the message. */
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

    /** Index after the operation. Controls, if any, lie between this index and {@link #end()}. */
    public int opEnd() {
        return opEnd;
    }
}
