package io.dirgate.proxy.net;

import io.dirgate.proxy.client.ClientAddress;
import io.dirgate.proxy.client.ClientReading;
import io.dirgate.proxy.client.GracefulClose;
import io.dirgate.proxy.config.LimitsConfig;
import io.dirgate.proxy.ldap.LdapReplies;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.session.ClientEntry;
import io.dirgate.proxy.session.ClientHandler;
import io.dirgate.proxy.tls.HandshakeTurns;
import io.dirgate.proxy.tls.HelloFault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Admits a connection within the limits and leaves the pipeline at its first byte. The other handlers are created only
 * then, so that a silent connection has no session, no TLS and no buffer.
 */
final class Admission extends ChannelInboundHandlerAdapter {
    private final ConnectionLimiter limiter;
    private final ClientEntry entry;
    private final LimitsConfig limits;
    private final Refusals refusals;
    private final Entrance entrance;
    private long acceptedNanos;
    private @Nullable Future<?> deadline;
    private boolean admitted;
    private boolean waiting;
    /** Bytes that were read before the connection had to wait. */
    private @Nullable ByteBuf held;

    /** The part of the pipeline that comes after this handler. */
    interface Entrance {
        /** The reason for answering these first bytes with an alert; null if they show no fault. */
        @Nullable
        HelloFault fault(ByteBuf first);

        /** The turns for TLS handshakes. */
        HandshakeTurns turns();

        /**
         * Adds the other handlers.
         *
         * @param handshakeTimeout the remaining part of {@code limits.handshakeTimeout}
         */
        void serve(Channel channel, Duration handshakeTimeout);
    }

    Admission(ConnectionLimiter limiter, ClientEntry entry, LimitsConfig limits, Refusals refusals, Entrance entrance) {
        this.limiter = limiter;
        this.entry = entry;
        this.limits = limits;
        this.refusals = refusals;
        this.entrance = entrance;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        acceptedNanos = now(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        InetAddress client = ClientAddress.address(ctx.channel());
        String limit = limiter.enter(ctx.channel(), client);
        if (limit != null) {
            String text = "too many connections: " + limit + " is reached";
            refusals.report(ctx.channel(), limit, text);
            close(ctx, text);
            return;
        }
        admitted = true;
        ctx.channel().closeFuture().addListener(closed -> limiter.leave(ctx.channel()));
        Duration patience = entry.tlsFirst() ? limits.handshakeTimeout() : limits.firstRequestTimeout();
        deadline = ctx.executor()
                .schedule(() -> onSilence(ctx), left(ctx, patience).toNanos(), TimeUnit.NANOSECONDS);
        if (entry.tlsFirst() && entrance.turns().isBusy()) {
            entrance.turns().await(ctx.channel(), () -> onTurn(ctx));
            waitForTurn(ctx);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!admitted || !((ByteBuf) message).isReadable()) {
            ReferenceCountUtil.release(message);
            return;
        }
        HelloFault fault = entrance.fault((ByteBuf) message);
        if (fault != null) {
            ReferenceCountUtil.release(message);
            refuse(ctx, fault);
            return;
        }
        if (entry.tlsFirst() && (waiting || !entrance.turns().begin(ctx.channel(), () -> onTurn(ctx)))) {
            waitForTurn(ctx);
            held = held == null ? (ByteBuf) message : Unpooled.wrappedBuffer(held, (ByteBuf) message);
            return;
        }
        entrance.turns().during(ctx.channel(), () -> admit(ctx, message));
    }

    private void admit(ChannelHandlerContext ctx, Object message) {
        stopWaiting();
        entrance.serve(ctx.channel(), left(ctx, limits.handshakeTimeout()));
        ctx.fireChannelActive();
        ctx.fireChannelRead(message);
        ctx.pipeline().remove(this);
    }

    private void waitForTurn(ChannelHandlerContext ctx) {
        waiting = true;
        ctx.channel().config().setAutoRead(false);
    }

    /** @return whether the turn was used */
    private boolean onTurn(ChannelHandlerContext ctx) {
        if (!admitted || !ctx.channel().isActive()) {
            return false;
        }
        waiting = false;
        ClientReading.set(ctx.channel(), true);
        ByteBuf first = held;
        held = null;
        if (first == null) {
            entrance.turns().mayBegin(ctx.channel());
        } else {
            entrance.turns().during(ctx.channel(), () -> admit(ctx, first));
            ctx.channel().pipeline().fireChannelReadComplete();
        }
        return true;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    private void refuse(ChannelHandlerContext ctx, HelloFault fault) {
        admitted = false;
        refusals.report(ctx.channel(), fault);
        ctx.writeAndFlush(fault.alert(ctx.alloc()));
        ctx.close();
    }

    /** Counts, logs and closes a connection that is not admitted. */
    void refuse(ChannelHandlerContext ctx, String label, String detail) {
        refusals.report(ctx.channel(), label, detail);
        ctx.close();
    }

    /** Without a session, a half-closed connection is useless. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ClientHandler.EndNow end) {
            refusals.count(end.reason().label());
            ctx.close();
        } else if (event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        } else if (event == ClientHandler.DRAIN) {
            onDrain(ctx);
        }
    }

    /**
     * The process is shutting down. A client that has just connected may be about to send a request, so it is closed
     * later.
     */
    private void onDrain(ChannelHandlerContext ctx) {
        if (now(ctx) - acceptedNanos >= ClientHandler.DRAIN_GRACE.toNanos()) {
            ctx.close();
        } else {
            ctx.executor()
                    .schedule(
                            () -> ctx.channel().pipeline().fireUserEventTriggered(ClientHandler.DRAIN),
                            left(ctx, ClientHandler.DRAIN_GRACE).toNanos(),
                            TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopWaiting();
    }

    /** The client has reset the connection before it sent anything. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    /** Counted but not logged, because any client can cause it at any rate. */
    private void onSilence(ChannelHandlerContext ctx) {
        admitted = false;
        if (waiting) {
            refusals.report(
                    ctx.channel(),
                    "limits.handshakes",
                    "its TLS handshake could not begin within limits.handshakeTimeout: too many others began");
        } else {
            refusals.count("silent");
        }
        GracefulClose.close(ctx.channel(), null);
    }

    /** Sends no LDAP in clear on a listener that begins with TLS, because the client could not read it. */
    private void close(ChannelHandlerContext ctx, String text) {
        GracefulClose.close(
                ctx.channel(),
                entry.tlsFirst() ? null : LdapReplies.noticeOfDisconnection(ctx.alloc(), ResultCode.BUSY, text));
    }

    /** At least a millisecond, because Netty interprets zero as no limit. */
    private Duration left(ChannelHandlerContext ctx, Duration limit) {
        return Duration.ofNanos(Math.max(1_000_000, limit.toNanos() - (now(ctx) - acceptedNanos)));
    }

    private static long now(ChannelHandlerContext ctx) {
        return ctx.channel().eventLoop().ticker().nanoTime();
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
