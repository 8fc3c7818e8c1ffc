package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Splits a client's bytes into {@link LdapFrame}s, under a size limit. The first message that is not a request stops
 * the decoder: it reports an {@link LdapProtocolException} to the next handler and discards all later bytes.
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
    /** Bytes of the partly received request that are charged to the client's share of memory. */
    private int counted;

    private @Nullable ChannelHandlerContext context;
    /** Bytes that are not decoded yet. */
    private @Nullable ByteBuf arrived;

    public LdapFrameDecoder(int maxRequestSize, RequestMemory memory) {
        this.maxRequestSize = maxRequestSize;
        this.memory = memory.share();
    }

    /** Sets the limit in bytes, from the next request on. */
    public void maxRequestSize(int bytes) {
        maxRequestSize = bytes;
    }

    /** Applies a changed limit of the memory that all clients' requests share. */
    public void onMemoryLimit() {
        memory.renew();
    }

    /** Sets whether the client has bound. Requests of a bound client may use a larger part of the memory. */
    public void bound(boolean bound) {
        memory.bound(bound);
    }

    /**
     * Checks for a security layer after a SASL bind. The next byte decides: frames of a security layer begin with a
     * length, not with a SEQUENCE (RFC 4422 section 3.7). With a security layer, all bytes from there on go to the next
     * handler unchanged.
     */
    public void expectSecurityLayer() {
        layerPossible = true;
    }

    /**
     * Discards bytes that have arrived but are not decoded yet. A request in clear that follows a StartTLS request must
     * not be treated as protected (RFC 4511 section 4.14.1, and the command injection attacks on STARTTLS).
     */
    public void discardArrived() {
        ByteBuf discarded = arrived;
        arrived = null;
        if (discarded != null) {
            discarded.release();
        }
    }

    /**
     * Decodes nothing until {@link #resume}. Pausing the socket alone is not enough, because bytes may already have
     * been read.
     */
    public void pause() {
        paused = true;
    }

    public boolean isPaused() {
        return paused;
    }

    /**
     * Resumes decoding with the bytes that have arrived meanwhile. Must not be called while a request is being handed
     * over.
     */
    public void resume() {
        paused = false;
        if (context != null) {
            decode(context);
        }
    }

    /** Discards all bytes from now on. */
    public void stop() {
        discarding = true;
        paused = false;
        giveBackCounted();
        discardArrived();
    }

    /** True if part of a request has arrived. */
    public boolean isMidRequest() {
        return arrived != null && arrived.isReadable() && !paused;
    }

    /** Number of requests decoded so far. If the number is unchanged, the request in progress is still the same one. */
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

    /** Discards a partial request whose rest will never arrive, unless complete requests wait before it. */
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

    /** The receiver of a request may stop, pause or discard during the call. */
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

    /** Skips the bytes and adds a reference for the request. The last request takes over the decoder's reference. */
    private void take(ByteBuf in, int length) {
        in.skipBytes(length);
        if (in.isReadable()) {
            in.retain();
        } else {
            arrived = null;
        }
    }

    /**
     * Charges memory only for large partial requests: a small one takes no more than a connection's ordinary read
     * buffer.
     */
    private void count(int arrivedBytes) throws LdapProtocolException {
        if (arrivedBytes <= RequestMemory.SMALL || arrivedBytes == counted) {
            return;
        }
        if (!memory.grow(counted, arrivedBytes)) {
            throw new LdapProtocolException(
                    ResultCode.BUSY,
                    "no memory left for the rest of a request (" + arrivedBytes
                            + " bytes have arrived, limits.requestMemory); try again");
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
