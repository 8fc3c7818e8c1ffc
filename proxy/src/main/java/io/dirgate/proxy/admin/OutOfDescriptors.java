package io.dirgate.proxy.admin;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Closes the oldest connection if no file descriptor is left for a new one, and prevents Netty's pause in accepting.
 */
final class OutOfDescriptors extends ChannelInboundHandlerAdapter {
    private final OpenConnections open;

    OutOfDescriptors(OpenConnections open) {
        this.open = open;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (open.closeOldest()) {
            ctx.channel().config().setAutoRead(true);
        }
    }
}
