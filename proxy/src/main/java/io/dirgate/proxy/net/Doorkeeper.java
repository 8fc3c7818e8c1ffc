package io.dirgate.proxy.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Sees to it that a connection that was just accepted leaves the kept descriptors alone: the oldest one that has not bound makes room
 * for it, or it is closed before anything is made for it.
 */
final class Doorkeeper extends ChannelInboundHandlerAdapter {
    private final Descriptors descriptors;
    private final ConnectionLimiter limiter;
    private final Refusals refusals;

    Doorkeeper(Descriptors descriptors, ConnectionLimiter limiter, Refusals refusals) {
        this.descriptors = descriptors;
        this.limiter = limiter;
        this.refusals = refusals;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        Channel connection = (Channel) accepted;
        if (descriptors.areLeftForClients() || limiter.makeRoom()) {
            descriptors.count(connection);
            ctx.fireChannelRead(accepted);
        } else {
            refusals.report(
                    connection,
                    "descriptors",
                    "the process has no file descriptor left for clients: raise its limit (ulimit -n, LimitNOFILE)");
            connection.unsafe().closeForcibly();
        }
    }
}
