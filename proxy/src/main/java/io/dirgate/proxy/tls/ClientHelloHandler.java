package io.dirgate.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the ClientHello, chooses the certificate by its server name, and is then replaced by TLS. One time limit
 * applies from the addition of this handler to the end of the handshake.
 *
 * <p>Netty closes the connection without an alert if a ClientHello is too long or if the input is not a TLS record.
 * Here, a long ClientHello is passed to BoringSSL, whose own limit leads to an alert. For invalid records, this handler
 * sends the alert.
 */
public final class ClientHelloHandler extends SniHandler {
    /** Type and length of a handshake message. */
    private static final int MESSAGE_HEADER = 4;

    /** Fatal alert protocol_version, the answer to a record of an unknown version (RFC 8446 sections 5.1 and 6). */
    private static final byte[] PROTOCOL_VERSION_ALERT = {21, 3, 1, 0, 2, 2, 70};

    private static final byte[] HANDSHAKE_FAILURE_ALERT = {21, 3, 1, 0, 2, 2, 40};

    private final TlsContexts contexts;
    private final HandshakeTurns turns;
    private final Duration limit;
    private long deadline;
    private @Nullable Future<?> timer;
    private boolean refused;

    public ClientHelloHandler(TlsContexts contexts, HandshakeTurns turns, Duration limit) {
        // Disables Netty's limits: its length limit closes without an alert, and its time limit restarts with the
        // handshake.
        super(contexts, 0, 0);
        this.contexts = contexts;
        this.turns = turns;
        this.limit = limit;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = ctx.executor().ticker().nanoTime() + limit.toNanos();
        if (ctx.channel().isActive()) {
            startTimer(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        startTimer(ctx);
        ctx.fireChannelActive();
    }

    private void startTimer(ChannelHandlerContext ctx) {
        if (timer == null) {
            timer = ctx.executor().schedule(() -> onTimeout(ctx), remainingMillis(ctx), TimeUnit.MILLISECONDS);
        }
    }

    /** At least 1, because zero would mean no limit. */
    private long remainingMillis(ChannelHandlerContext ctx) {
        return Math.max(
                1,
                TimeUnit.NANOSECONDS.toMillis(deadline - ctx.executor().ticker().nanoTime()));
    }

    private void onTimeout(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            refuse(ctx, new SslHandshakeTimeoutException("no ClientHello within " + limit));
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
        } else if (in.readableBytes() >= TlsRecord.HEADER && !TlsRecord.isHeader(in, in.readerIndex())) {
            NotSslRecordException noTls = new NotSslRecordException(
                    "not a TLS record: " + ByteBufUtil.hexDump(in, in.readerIndex(), TlsRecord.HEADER));
            in.skipBytes(in.readableBytes());
            ctx.writeAndFlush(ctx.alloc().buffer().writeBytes(PROTOCOL_VERSION_ALERT));
            refuse(ctx, noTls);
        } else if (isTooLong(in)) {
            replaceHandler(ctx, null, contexts.map(null));
        } else {
            super.decode(ctx, in, out);
        }
    }

    @Override
    protected Future<SslContext> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf clientHello) throws Exception {
        HelloFault fault = clientHello == null ? null : contexts.fault(clientHello);
        if (fault != null) {
            return refuse(ctx, fault.alert(ctx.alloc()), fault.text());
        } else if (clientHello != null && contexts.wouldSignWithSha1(clientHello)) {
            ByteBuf alert = ctx.alloc().buffer().writeBytes(HANDSHAKE_FAILURE_ALERT);
            return refuse(ctx, alert, "the client knows no signatures but SHA-1's");
        }
        return atItsTurn(ctx, super.lookup(ctx, clientHello));
    }

    /** Netty stops reading until the look-up is complete. */
    private Future<SslContext> atItsTurn(ChannelHandlerContext ctx, Future<SslContext> context) {
        Promise<SslContext> later = ctx.executor().newPromise();
        boolean now = turns.begin(ctx.channel(), () -> {
            // A closed connection must complete its look-up but needs no turn.
            boolean wanted = isWanted(ctx);
            later.trySuccess(context.getNow());
            return wanted;
        });
        return now ? context : later;
    }

    private boolean isWanted(ChannelHandlerContext ctx) {
        return !refused && !ctx.isRemoved() && ctx.channel().isActive();
    }

    private Future<SslContext> refuse(ChannelHandlerContext ctx, ByteBuf alert, String why) {
        SSLHandshakeException cause = new SSLHandshakeException(why);
        ctx.writeAndFlush(alert);
        refuse(ctx, cause);
        return ctx.executor().newFailedFuture(cause);
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, Future<SslContext> future) throws Exception {
        if (isWanted(ctx)) {
            super.onLookupComplete(ctx, future);
        }
    }

    /** According to the first record's length, or to the number of bytes that have arrived. */
    private boolean isTooLong(ByteBuf in) {
        int max = contexts.maxClientHello();
        boolean hasBegun = in.readableBytes() >= TlsRecord.HEADER + MESSAGE_HEADER;
        return in.readableBytes() > max
                || (hasBegun && in.getUnsignedMedium(in.readerIndex() + TlsRecord.HEADER + 1) > max);
    }

    private void refuse(ChannelHandlerContext ctx, Exception cause) {
        refused = true;
        ctx.fireUserEventTriggered(new SniCompletionEvent(cause));
        ctx.close();
    }

    @Override
    protected void replaceHandler(ChannelHandlerContext ctx, @Nullable String hostname, SslContext context) {
        SslHandler tls = context.newHandler(ctx.alloc());
        tls.setHandshakeTimeoutMillis(remainingMillis(ctx));
        ctx.pipeline().replace(this, "tls", tls);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        if (timer != null) {
            timer.cancel(false);
        }
        super.handlerRemoved0(ctx);
    }
}
