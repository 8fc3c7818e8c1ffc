package io.dirgate.proxy.admin;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Where a connection cannot be accepted for want of a descriptor, the oldest one gives its own up, and there is no pause. */
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
