package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a client's bytes into {@link LdapFrame}s under a size limit. The first thing that is not a request ends the decoding
 * with an {@link LdapProtocolException} to the next handler; every byte after it is discarded.
 */
public final class LdapFrameDecoder extends ByteToMessageDecoder {
    private final LdapEnvelope envelope = new LdapEnvelope();
    private final RequestMemory.Share memory;
    private int maxRequestSize;
    private boolean layerPossible;
    private boolean layered;
    private boolean discarding;
    private boolean paused;
    private long decoded;
    /** The length of the request that is still arriving, if its share of the memory has been taken. */
    private int reserved;

    private @Nullable ChannelHandlerContext context;

    public LdapFrameDecoder(int maxRequestSize, RequestMemory memory) {
        this.maxRequestSize = maxRequestSize;
        this.memory = memory.share();
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

    /** Decodes nothing until {@link #resume}: to stop reading from the socket does not stop what has been read already. */
    public void pause() {
        paused = true;
    }

    public boolean isPaused() {
        return paused;
    }

    /** Goes on with what arrived in the meantime. Not to be called while a request is being handed over. */
    public void resume() {
        paused = false;
        if (context != null) {
            try {
                channelRead(context, Unpooled.EMPTY_BUFFER);
            } catch (Exception e) {
                context.fireExceptionCaught(e);
            }
        }
    }

    /** Drops everything from now on. */
    public void stop() {
        discarding = true;
        paused = false;
        giveBackReserved();
        discardArrived();
    }

    /** True if a request has arrived in part. */
    public boolean isMidRequest() {
        return internalBuffer().isReadable() && !paused && !discarding && !layered;
    }

    /** How many requests have arrived whole: tells whether the one that is arriving is still the same. */
    public long decoded() {
        return decoded;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** Netty's own decoder would drop at the end of the input what it may not decode yet. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent && paused) {
            ctx.fireUserEventTriggered(event);
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        giveBackReserved();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (discarding) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (paused) {
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
            stop();
            in.skipBytes(in.readableBytes());
            ctx.fireExceptionCaught(e);
        }
    }

    private @Nullable LdapFrame next(ByteBuf in) throws LdapProtocolException {
        int index = in.readerIndex();
        if (!envelope.read(in, index, in.writerIndex())) {
            return null;
        }
        int length = envelope.length();
        if (length > maxRequestSize) {
            throw new LdapProtocolException(
                    ResultCode.UNWILLING_TO_PERFORM,
                    "request of " + length + " bytes is over the limit of " + maxRequestSize);
        }
        LdapOp op = LdapOp.ofRequestTag(envelope.opTag());
        if (op == null) {
            throw new LdapProtocolException("no LDAP request has tag 0x" + Integer.toHexString(envelope.opTag()));
        }
        if (envelope.messageId() == 0) {
            throw new LdapProtocolException("message id 0 in a request");
        }
        if (envelope.end() > in.writerIndex()) {
            reserve(length);
            return null;
        }
        boolean admitted = reserved > 0 || memory.take(length);
        reserved = 0;
        decoded++;
        return new LdapFrame(
                op,
                envelope.messageId(),
                in.readRetainedSlice(length),
                envelope.opStart() - index,
                envelope.opEnd() - index,
                admitted ? memory : null);
    }

    /** What a small request holds while it arrives is no more than any connection's read buffer. */
    private void reserve(int length) throws LdapProtocolException {
        if (reserved == 0 && length > RequestMemory.SMALL) {
            if (!memory.take(length)) {
                throw new LdapProtocolException(
                        ResultCode.BUSY,
                        "no memory left for a request of " + length + " bytes (limits.requestMemory); try again");
            }
            reserved = length;
        }
    }

    private void giveBackReserved() {
        if (reserved > 0) {
            memory.giveBack(reserved);
            reserved = 0;
        }
    }
}
