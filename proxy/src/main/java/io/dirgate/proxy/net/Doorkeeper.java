package io.dirgate.proxy.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Protects the reserved descriptors when a connection was accepted: closes the oldest connection that has not bound, or
 * the new one before any resource is allocated for it.
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
