package io.dirgate.bench.load;

import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to the canned directory server. */
final class CannedSession extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(CannedSession.class);
    private static final byte[] BIND_SUCCESS = Operation.encode(new BindResponseProtocolOp(0, null, null, null, null));
    private static final byte[] SEARCH_SUCCESS = Operation.encode(new SearchResultDoneProtocolOp(0, null, null, null));
    private static final byte[] NO_SUCH_OBJECT =
            Operation.encode(new SearchResultDoneProtocolOp(32, null, "no canned answer has this base", null));
    private static final DateTimeFormatter GENERALIZED_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'.0Z'");
    /** Entries from this size on are not copied, in bytes. */
    private static final int LARGE = 64 * 1024;

    private final List<CannedAnswer> answers;
    private ByteBuf requests = Unpooled.EMPTY_BUFFER;
    private @Nullable ByteBuf out;

    /** The answer that is being given, as fast as the proxy takes it; further requests wait. */
    private @Nullable CannedAnswer streaming;

    private int streamedId;
    private int entriesLeft;
    private boolean working;

    CannedSession(List<CannedAnswer> answers) {
        this.answers = answers;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        requests = requests.isReadable() ? Unpooled.wrappedBuffer(requests, in) : in;
        work(ctx);
    }

    // Also called from within the flush of work(), which then goes on by itself.
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (streaming != null && !working && ctx.channel().isWritable()) {
            work(ctx);
            channelReadComplete(ctx);
        }
    }

    private void work(ChannelHandlerContext ctx) {
        working = true;
        while (streaming == null || stream(ctx, streaming)) {
            if (!isWhole(requests)) {
                releaseIfRead();
                break;
            }
            answer(ctx, requests);
        }
        working = false;
    }

    private void releaseIfRead() {
        if (!requests.isReadable()) {
            requests.release();
            requests = Unpooled.EMPTY_BUFFER;
        }
    }

    /** False if the rest must wait until the proxy has taken what was written. */
    private boolean stream(ChannelHandlerContext ctx, CannedAnswer answer) {
        ByteBuf entry = answer.entry();
        int length = entry.readableBytes();
        while (entriesLeft > 0) {
            if (!hasRoom(ctx.channel())) {
                return false;
            }
            int copied = length < LARGE ? Math.min(entriesLeft * length, LARGE + length) : 0;
            ByteBuf to = out(ctx, copied + Ldap.MAX_HEADER);
            entriesLeft--;
            Ldap.writeHeader(to, streamedId, length);
            if (length >= LARGE) {
                write(ctx);
                ctx.write(entry.retainedDuplicate());
            } else {
                to.writeBytes(entry, entry.readerIndex(), length);
                if (to.readableBytes() >= LARGE) {
                    write(ctx);
                }
            }
        }
        streaming = null;
        write(ctx, streamedId, SEARCH_SUCCESS);
        return true;
    }

    /** Sends only when there is no room: a call of the kernel for each piece would make this server slower than the proxies. */
    private static boolean hasRoom(Channel channel) {
        if (!channel.isWritable()) {
            channel.flush();
        }
        return channel.isWritable();
    }

    private static boolean isWhole(ByteBuf in) {
        int start = in.readerIndex();
        return in.readableBytes() >= 6
                && in.readableBytes() >= Ldap.headerLength(in, start) + Ldap.contentLength(in, start);
    }

    private void answer(ChannelHandlerContext ctx, ByteBuf in) {
        int start = in.readerIndex();
        int id = start + Ldap.headerLength(in, start);
        int op = id + Ldap.headerLength(in, id) + Ldap.contentLength(in, id);
        int messageId = Ldap.number(in, id);
        in.readerIndex(id + Ldap.contentLength(in, start));
        switch (in.getUnsignedByte(op)) {
            case Operation.BIND_REQUEST -> write(ctx, messageId, BIND_SUCCESS);
            case Operation.SEARCH_REQUEST -> search(ctx, in, messageId, op + Ldap.headerLength(in, op));
            case Operation.UNBIND_REQUEST -> ctx.close();
            default -> throw new IllegalStateException("a request that no load sends");
        }
    }

    private void search(ChannelHandlerContext ctx, ByteBuf in, int messageId, int base) {
        int baseIndex = base + Ldap.headerLength(in, base);
        int baseLength = Ldap.contentLength(in, base);
        if (baseLength == 0) {
            write(ctx, messageId, rootDse());
            write(ctx, messageId, SEARCH_SUCCESS);
            return;
        }
        for (CannedAnswer answer : answers) {
            if (answer.isFor(in, baseIndex, baseLength)) {
                streaming = answer;
                streamedId = messageId;
                entriesLeft = answer.entries();
                return;
            }
        }
        write(ctx, messageId, NO_SUCH_OBJECT);
    }

    private void write(ChannelHandlerContext ctx, int messageId, byte[] op) {
        ByteBuf to = out(ctx, op.length + Ldap.MAX_HEADER);
        Ldap.writeHeader(to, messageId, op.length);
        to.writeBytes(op);
    }

    private ByteBuf out(ChannelHandlerContext ctx, int length) {
        if (out == null) {
            out = ctx.alloc().directBuffer(Math.max(length, 1024));
        }
        return out;
    }

    private void write(ChannelHandlerContext ctx) {
        if (out != null) {
            ctx.write(out);
            out = null;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        write(ctx);
        ctx.flush();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        requests.release();
        if (out != null) {
            out.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A proxy may break a connection as it likes; its client would notice an answer that is missing.
        if (!(cause instanceof IOException)) {
            LOG.error("The canned directory server failed", cause);
        }
        ctx.close();
    }

    // What the gateway's health probe looks at; asked once in two seconds.
    private static byte[] rootDse() {
        String now = LocalDateTime.now(ZoneOffset.UTC).format(GENERALIZED_TIME);
        return Operation.encode(new SearchResultEntryProtocolOp(
                "",
                List.of(
                        new Attribute("defaultNamingContext", "DC=bench,DC=example,DC=com"),
                        new Attribute("dnsHostName", "dc1.bench.example.com"),
                        new Attribute("currentTime", now),
                        new Attribute("isSynchronized", "TRUE"))));
    }
}
