package io.dirgate.proxy.backend;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import java.time.Duration;

/** The last handler of a connection to a directory server: turns what happens to the channel into words for its owner. */
final class BackendHandler extends ChannelInboundHandlerAdapter {
    private static final int TICKS = 10;

    private final BackendConnection connection;
    private final Duration operationTimeout;
    private int silentTicks;

    /** @param connection in whose pipeline an IdleStateHandler fires for each {@link #tick} without a byte */
    BackendHandler(BackendConnection connection, Duration operationTimeout) {
        this.connection = connection;
        this.operationTimeout = operationTimeout;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.onLost(new Loss(Loss.Kind.CLOSED, "the directory server closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        connection.onLost(
                new Loss(Loss.Kind.CLOSED, "connection to the directory server failed: " + cause.getMessage()));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        connection.onWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent idle) {
            onSilence(idle.isFirst(), ctx.channel().config().isAutoRead());
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /**
     * Overdue is what was asked, and followed by silence, a whole time-out ago. A server that is not read, since the client does
     * not take what it sent, is not silent.
     */
    private void onSilence(boolean first, boolean read) {
        silentTicks = read ? (first ? 1 : silentTicks + 1) : 0;
        if (silentTicks >= TICKS && connection.isOverdue(operationTimeout)) {
            connection.onLost(new Loss(
                    Loss.Kind.OPERATION_TIMEOUT,
                    "the directory server sent nothing for upstream.operationTimeout while it owed an answer"));
        }
    }

    /** How often to look: an operation is given up at the latest this long after its time is over. */
    static Duration tick(Duration operationTimeout) {
        return operationTimeout.dividedBy(TICKS);
    }
}
