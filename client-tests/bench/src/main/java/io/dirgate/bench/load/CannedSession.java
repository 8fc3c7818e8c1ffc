package io.dirgate.bench.load;

import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
    private @Nullable ByteBuf pending;
    private @Nullable ByteBuf out;

    CannedSession(List<CannedAnswer> answers) {
        this.answers = answers;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (pending != null) {
            in = Unpooled.wrappedBuffer(pending, in);
            pending = null;
        }
        try {
            while (isWhole(in)) {
                answer(ctx, in);
            }
            if (in.isReadable()) {
                pending = in.readBytes(in.readableBytes());
            }
        } finally {
            in.release();
        }
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
                write(ctx, messageId, answer);
                return;
            }
        }
        write(ctx, messageId, NO_SUCH_OBJECT);
    }

    private void write(ChannelHandlerContext ctx, int messageId, CannedAnswer answer) {
        ByteBuf entry = answer.entry();
        int length = entry.readableBytes();
        if (length >= LARGE) {
            Ldap.writeHeader(out(ctx, Ldap.MAX_HEADER), messageId, length);
            flush(ctx);
            ctx.write(entry.retainedDuplicate());
        } else {
            for (int i = 0; i < answer.entries(); i++) {
                ByteBuf to = out(ctx, length + Ldap.MAX_HEADER);
                Ldap.writeHeader(to, messageId, length);
                to.writeBytes(entry, entry.readerIndex(), length);
                if (to.readableBytes() >= LARGE) {
                    flush(ctx);
                }
            }
        }
        write(ctx, messageId, SEARCH_SUCCESS);
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

    private void flush(ChannelHandlerContext ctx) {
        if (out != null) {
            ctx.write(out);
            out = null;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flush(ctx);
        ctx.flush();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (pending != null) {
            pending.release();
        }
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
