package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Reads a directory server's bytes just far enough to know which response each one belongs to, and passes runs of them on as
 * retained slices of what arrived. A response up to {@link #HELD_WHOLE} bytes is held until it is whole, so that a server that
 * dies leaves no fragment with the client; a larger one is passed on as it comes, in memory that does not depend on its size.
 */
public final class ResponseDecoder extends ChannelInboundHandlerAdapter {
    /** Bytes; larger responses are streamed. */
    public static final int HELD_WHOLE = 64 * 1024;

    /** Whoever the responses are for. Called on the channel's event loop. */
    public interface Sink {
        /**
         * A response begins. Its bytes up to {@link #HELD_WHOLE} lie in {@code in}, at the envelope's indexes. The sink may give another
         * message in its place by {@link LdapEnvelope#replace}.
         *
         * @return what to do with its bytes
         */
        Fate onResponse(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException;

        /** Bytes to pass on; the sink owns them. */
        void onBytes(ByteBuf bytes);

        /** All that has arrived so far is handed over. */
        void onReadComplete();

        /** The server sent something that is not LDAP; nothing more will be read. */
        void onMalformed(LdapProtocolException reason);
    }

    /** What becomes of a response's bytes. */
    public enum Fate {
        PASS,
        /** What the envelope has in its place, if anything, is passed on. */
        DROP,
        /** Held until all of it has arrived, in memory as large as it; then the sink is asked again. */
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

    /** From now on the responses are for another one. */
    public void serve(Sink next) {
        sink = next;
    }

    /** How often bytes have arrived: tells whether any have since it was last asked. */
    public long reads() {
        return reads;
    }

    /** True if all that has arrived was whole responses. */
    public boolean isAtRest() {
        return streaming == 0 && held == null && !layered;
    }

    /** True while a response has been passed on in part. */
    public boolean isMidResponse() {
        return streaming > 0 && fate == Fate.PASS;
    }

    /** From now on the bytes are a security layer's and are passed on unread. */
    public void passLayer() {
        layered = true;
    }

    /** The sink hears nothing of what is still to come. */
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

    /** @return true if the sink has all of the buffer, and the reference to it */
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
     * Hands over all that can be, but for the last run of bytes with one fate, and leaves the reader index where that begins.
     *
     * @return where it ends; what is behind must be held
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

    /** Bytes of the response last read that must be here before the sink is asked. */
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

    /** Moves just as many bytes to what is held as the response there lacks, so that at most one response a read is copied. */
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
