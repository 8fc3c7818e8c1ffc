package io.dirgate.proxy.admin;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Closes connections that are too many, and each one after its time whatever it is doing. All on one thread. */
@Sharable
final class OpenConnections extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<Future<?>> DEADLINE = AttributeKey.valueOf(OpenConnections.class, "deadline");

    private final AdminServer.Limits limits;
    private int open;

    OpenConnections(AdminServer.Limits limits) {
        this.limits = limits;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        open++;
        if (open > limits.connections()) {
            ctx.close();
            return;
        }
        ctx.channel()
                .attr(DEADLINE)
                .set(ctx.executor()
                        .schedule(() -> ctx.close(), limits.perConnection().toMillis(), TimeUnit.MILLISECONDS));
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        open--;
        Future<?> deadline = ctx.channel().attr(DEADLINE).get();
        if (deadline != null) {
            deadline.cancel(false);
        }
        ctx.fireChannelInactive();
    }
}
