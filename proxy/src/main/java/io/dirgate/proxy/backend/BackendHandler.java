package io.dirgate.proxy.backend;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import java.time.Duration;

/** The last handler of a connection to a directory server: turns what happens to the channel into words for its owner. */
final class BackendHandler extends ChannelInboundHandlerAdapter {
    private final BackendConnection connection;
    private final Duration operationTimeout;

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
        if (event instanceof IdleStateEvent && connection.isOverdue(operationTimeout)) {
            connection.onLost(new Loss(
                    Loss.Kind.OPERATION_TIMEOUT,
                    "the directory server sent nothing for upstream.operationTimeout while it owed an answer"));
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }
}
