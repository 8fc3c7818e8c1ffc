package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a client's bytes into {@link LdapFrame}s under a size limit. The first thing that is not a request ends the decoding
 * with an {@link LdapProtocolException} to the next handler; every byte after it is discarded.
 */
public final class LdapFrameDecoder extends ChannelInboundHandlerAdapter {
    private final LdapEnvelope envelope = new LdapEnvelope();
    private final RequestMemory.Share memory;
    private int maxRequestSize;
    private boolean layerPossible;
    private boolean layered;
    private boolean discarding;
    private boolean paused;
    private long decoded;
    /** Bytes of the request that is still arriving which its share of the memory holds. */
    private int counted;

    private @Nullable ChannelHandlerContext context;
    /** What is not decoded yet. */
    private @Nullable ByteBuf arrived;

    public LdapFrameDecoder(int maxRequestSize, RequestMemory memory) {
        this.maxRequestSize = maxRequestSize;
        this.memory = memory.share();
    }

    /** Takes effect with the next request, in bytes. */
    public void maxRequestSize(int bytes) {
        maxRequestSize = bytes;
    }

    /** The memory that all clients' requests share has become another size. */
    public void onMemoryLimit() {
        memory.renew();
    }

    /** Tells whether the client has bound: its requests then have a larger part of the memory. */
    public void bound(boolean bound) {
        memory.bound(bound);
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
        ByteBuf discarded = arrived;
        arrived = null;
        if (discarded != null) {
            discarded.release();
        }
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
            decode(context);
        }
    }

    /** Drops everything from now on. */
    public void stop() {
        discarding = true;
        paused = false;
        giveBackCounted();
        discardArrived();
    }

    /** True if a request has arrived in part. */
    public boolean isMidRequest() {
        return arrived != null && arrived.isReadable() && !paused;
    }

    /** How many requests have arrived whole: tells whether the one that is arriving is still the same. */
    public long decoded() {
        return decoded;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stop();
    }

    /** A request of which the rest will never come is none, unless others that came whole wait before it. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !paused) {
            giveBackCounted();
            discardArrived();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        arrived = arrived == null ? in : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), arrived, in);
        decode(ctx);
    }

    /** Whoever gets a request may stop, pause or discard. */
    private void decode(ChannelHandlerContext ctx) {
        try {
            boolean more = true;
            while (more && arrived != null && !paused) {
                more = decodeNext(ctx, arrived);
            }
        } catch (LdapProtocolException e) {
            stop();
            ctx.fireExceptionCaught(e);
        }
    }

    /** @return false if nothing more can be decoded now */
    private boolean decodeNext(ChannelHandlerContext ctx, ByteBuf in) throws LdapProtocolException {
        if (discarding || !in.isReadable()) {
            discardArrived();
            return false;
        }
        if (layerPossible) {
            layerPossible = false;
            layered = in.getUnsignedByte(in.readerIndex()) != FirstByte.LDAP;
        }
        if (layered) {
            arrived = null;
            ctx.fireChannelRead(in);
            return false;
        }
        LdapFrame frame = next(in);
        if (frame == null) {
            return false;
        }
        ctx.fireChannelRead(frame);
        return true;
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
            count(in.writerIndex() - index);
            return null;
        }
        boolean admitted = memory.grow(counted, length);
        if (admitted) {
            counted = 0;
        } else {
            giveBackCounted();
        }
        decoded++;
        take(in, length);
        return new LdapFrame(
                op,
                envelope.messageId(),
                in,
                index,
                envelope.opStart(),
                envelope.opEnd(),
                envelope.end(),
                admitted ? memory : null);
    }

    /** Leaves a reference for the request: the last one's is the decoder's own. */
    private void take(ByteBuf in, int length) {
        in.skipBytes(length);
        if (in.isReadable()) {
            in.retain();
        } else {
            arrived = null;
        }
    }

    /** A small part of a request holds no more than any connection's read buffer. */
    private void count(int arrivedBytes) throws LdapProtocolException {
        if (arrivedBytes <= RequestMemory.SMALL || arrivedBytes == counted) {
            return;
        }
        if (!memory.grow(counted, arrivedBytes)) {
            throw new LdapProtocolException(
                    ResultCode.BUSY,
                    "no memory left for more of a request of which " + arrivedBytes
                            + " bytes have arrived (limits.requestMemory); try again");
        }
        counted = arrivedBytes;
    }

    private void giveBackCounted() {
        if (counted > 0) {
            memory.giveBack(counted);
            counted = 0;
        }
    }
}
