package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Splits a directory server's bytes into responses, reading no more than the envelopes, and forwards runs of bytes as
 * retained slices of the input. A response of up to {@link #HELD_WHOLE} bytes is held until it is complete, so that the
 * client receives no fragment if the server dies. A larger response is streamed, with constant memory.
 */
public final class ResponseDecoder extends ChannelInboundHandlerAdapter {
    /** In bytes; larger responses are streamed. */
    public static final int HELD_WHOLE = 64 * 1024;

    /** Receives the responses, on the channel's event loop. */
    public interface Sink {
        /**
         * A response begins. {@code in} contains its bytes up to {@link #HELD_WHOLE}, at the envelope's indexes. The
         * sink may replace the message with {@link LdapEnvelope#replace}.
         *
         * @return how to treat its bytes
         */
        Fate onResponse(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException;

        /** Bytes to forward. The sink owns them. */
        void onBytes(ByteBuf bytes);

        /** All bytes that arrived in this read have been handed over. */
        void onReadComplete();

        /** The server sent bytes that are not LDAP. The decoder stops reading. */
        void onMalformed(LdapProtocolException reason);
    }

    /** Treatment of a response's bytes. */
    public enum Fate {
        PASS,
        /** Forwards only the envelope's replacement, if there is one. */
        DROP,
        /** Holds the response in memory until it is complete, then asks the sink again. */
        GATHER
    }

    private final LdapEnvelope envelope = new LdapEnvelope();
    private Sink sink;
    private @Nullable ByteBuf held;
    private Fate fate = Fate.PASS;
    private long reads;
    private int streaming;
    private boolean layered;
    private boolean gathering;
    private boolean ended;

    public ResponseDecoder(Sink sink) {
        this.sink = sink;
    }

    /** Sets the receiver of all later responses. */
    public void serve(Sink next) {
        sink = next;
    }

    /** Number of reads so far. A changed number means that bytes have arrived. */
    public long reads() {
        return reads;
    }

    /** True if only complete responses have arrived. */
    public boolean isAtRest() {
        return streaming == 0 && held == null && !layered;
    }

    /** True if a response has been forwarded only in part. */
    public boolean isMidResponse() {
        return streaming > 0 && fate == Fate.PASS;
    }

    /** Forwards all later bytes unread: they belong to a security layer. */
    public void passLayer() {
        layered = true;
    }

    /** Stops calling the sink. */
    public void stop() {
        ended = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        reads++;
        boolean handedOver = false;
        try {
            handedOver = !ended && handOver(in, ctx.alloc());
        } catch (LdapProtocolException e) {
            ended = true;
            sink.onMalformed(e);
        } finally {
            if (!handedOver) {
                in.release();
            }
        }
    }

    /** @return true if the sink took over the buffer and its reference */
    private boolean handOver(ByteBuf in, ByteBufAllocator alloc) throws LdapProtocolException {
        if (layered) {
            sink.onBytes(in);
            return true;
        }
        if (held != null) {
            completeHeld(in);
        }
        int end = scan(in);
        if (end == in.writerIndex() && isPassing() && in.isReadable()) {
            sink.onBytes(in);
            return true;
        }
        pass(in, end);
        if (in.isReadable() && !ended) {
            hold(alloc, in);
        }
        return false;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!ended) {
            sink.onReadComplete();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releaseHeld();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        releaseHeld();
        ctx.fireChannelInactive();
    }

    /**
     * Forwards as much as possible, except the last run of bytes with the same fate. The reader index then points to
     * the start of this run.
     *
     * @return index after this run; the bytes after it must be held
     */
    private int scan(ByteBuf in) throws LdapProtocolException {
        int run = in.readerIndex();
        int at = run;
        int available = in.writerIndex();
        try {
            while (at < available && !ended) {
                if (streaming == 0) {
                    if (!envelope.read(in, at, available) || !isHere(available)) {
                        break;
                    }
                    Fate next = sink.onResponse(envelope, in);
                    gathering = next == Fate.GATHER;
                    if (gathering) {
                        break;
                    }
                    if (next != fate) {
                        in.readerIndex(run);
                        pass(in, at);
                        run = at;
                        fate = next;
                    }
                    ByteBuf replacement = envelope.takeReplacement();
                    if (replacement != null) {
                        sink.onBytes(replacement);
                    }
                    streaming = envelope.length();
                }
                int length = Math.min(streaming, available - at);
                at += length;
                streaming -= length;
            }
        } catch (LdapProtocolException e) {
            in.readerIndex(run);
            pass(in, at);
            throw e;
        }
        in.readerIndex(run);
        return at;
    }

    /** Number of bytes of the current response that must have arrived before the sink is asked. */
    private int needed() {
        return gathering ? envelope.length() : Math.min(envelope.length(), HELD_WHOLE);
    }

    private boolean isHere(int available) {
        return available - envelope.start() >= needed();
    }

    private boolean isPassing() {
        return fate == Fate.PASS && !ended;
    }

    private void pass(ByteBuf in, int end) {
        int length = end - in.readerIndex();
        if (length > 0 && isPassing()) {
            sink.onBytes(in.readRetainedSlice(length));
        } else {
            in.skipBytes(length);
        }
    }

    /**
     * Copies into the held buffer only as many bytes as its response still needs. Thus at most one response is copied
     * for each read.
     */
    private void completeHeld(ByteBuf in) throws LdapProtocolException {
        while (held != null && in.isReadable()) {
            int wanted =
                    envelope.read(held, held.readerIndex(), held.writerIndex()) ? needed() - held.readableBytes() : 1;
            int moved = Math.min(wanted, in.readableBytes());
            held.writeBytes(in, moved);
            pass(held, scan(held));
            if (!held.isReadable()) {
                releaseHeld();
            }
        }
    }

    private void hold(ByteBufAllocator alloc, ByteBuf in) throws LdapProtocolException {
        int size = envelope.read(in, in.readerIndex(), in.writerIndex()) ? needed() : LdapEnvelope.MAX_HEADER;
        held = alloc.buffer(Math.max(size, in.readableBytes()));
        held.writeBytes(in);
    }

    private void releaseHeld() {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
