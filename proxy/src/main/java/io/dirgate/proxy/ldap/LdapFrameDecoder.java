package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a client's bytes into {@link LdapFrame}s under a size limit. The first thing that is not a request ends the decoding
 * with an {@link LdapProtocolException} to the next handler; every byte after it is discarded.
 */
public final class LdapFrameDecoder extends ByteToMessageDecoder {
    private final LdapEnvelope envelope = new LdapEnvelope();
    private int maxRequestSize;
    private boolean layerPossible;
    private boolean layered;
    private boolean discarding;

    public LdapFrameDecoder(int maxRequestSize) {
        this.maxRequestSize = maxRequestSize;
    }

    /** Takes effect with the next request, in bytes. */
    public void maxRequestSize(int bytes) {
        maxRequestSize = bytes;
    }

    /**
     * After a SASL bind the next byte tells whether a security layer is in force: its frames begin with a length, not with a
     * SEQUENCE (RFC 4422 section 3.7). If it is, all bytes from there on are passed to the next handler as they are.
     */
    public void expectSecurityLayer() {
        layerPossible = true;
    }

    /**
     * Drops what has arrived and is not decoded yet: after a StartTLS request nothing in clear may be taken for a request
     * that was protected (RFC 4511 section 4.14.1, and the command injection attacks on STARTTLS).
     */
    public void discardArrived() {
        ByteBuf arrived = internalBuffer();
        arrived.skipBytes(arrived.readableBytes());
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (discarding) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (layerPossible) {
            layerPossible = false;
            layered = in.getUnsignedByte(in.readerIndex()) != FirstByte.LDAP;
        }
        if (layered) {
            out.add(in.readRetainedSlice(in.readableBytes()));
            return;
        }
        try {
            LdapFrame frame = next(in);
            if (frame != null) {
                out.add(frame);
            }
        } catch (LdapProtocolException e) {
            discarding = true;
            in.skipBytes(in.readableBytes());
            ctx.fireExceptionCaught(e);
        }
    }

    private @Nullable LdapFrame next(ByteBuf in) throws LdapProtocolException {
        int index = in.readerIndex();
        if (!envelope.read(in, index, in.writerIndex())) {
            return null;
        }
        if (envelope.length() > maxRequestSize) {
            throw new LdapProtocolException(
                    ResultCode.UNWILLING_TO_PERFORM,
                    "request of " + envelope.length() + " bytes is over the limit of " + maxRequestSize);
        }
        LdapOp op = LdapOp.ofRequestTag(envelope.opTag());
        if (op == null) {
            throw new LdapProtocolException("no LDAP request has tag 0x" + Integer.toHexString(envelope.opTag()));
        }
        if (envelope.messageId() == 0) {
            throw new LdapProtocolException("message id 0 in a request");
        }
        if (envelope.end() > in.writerIndex()) {
            return null;
        }
        return new LdapFrame(
                op,
                envelope.messageId(),
                in.readRetainedSlice(envelope.length()),
                envelope.opStart() - index,
                envelope.opEnd() - index);
    }
}
