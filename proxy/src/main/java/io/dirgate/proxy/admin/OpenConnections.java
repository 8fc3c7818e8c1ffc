package io.dirgate.proxy.admin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Closes each connection when its time is over. If the limit is reached, closes the oldest connection, preferably one
 * without an answered request, so that silent connections cannot block a health check. Runs on one thread.
 */
@Sharable
final class OpenConnections extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<Future<?>> DEADLINE = AttributeKey.valueOf(OpenConnections.class, "deadline");

    private final AdminServer.Limits limits;
    private final Set<Channel> silent = new LinkedHashSet<>();
    private final Set<Channel> asking = new LinkedHashSet<>();
    private final Set<Channel> answered = new LinkedHashSet<>();

    OpenConnections(AdminServer.Limits limits) {
        this.limits = limits;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (silent.size() + asking.size() + answered.size() >= limits.connections()) {
            closeOldest();
        }
        silent.add(ctx.channel());
        closeIn(ctx.channel(), limits.silence());
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (silent.remove(ctx.channel())) {
            asking.add(ctx.channel());
            closeIn(ctx.channel(), limits.perConnection());
        }
        ctx.fireChannelRead(message);
    }

    /** The connection's request was answered. It only has to transfer the response. */
    void onAnswered(Channel channel) {
        if (asking.remove(channel)) {
            answered.add(channel);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        forget(ctx.channel());
        ctx.fireChannelInactive();
    }

    /** @return false if there is no open connection */
    boolean closeOldest() {
        Set<Channel> from = !silent.isEmpty() ? silent : !asking.isEmpty() ? asking : answered;
        if (from.isEmpty()) {
            return false;
        }
        Channel oldest = from.iterator().next();
        forget(oldest);
        oldest.close();
        return true;
    }

    void closeAll() {
        boolean more = true;
        while (more) {
            more = closeOldest();
        }
    }

    private void closeIn(Channel channel, Duration time) {
        Future<?> before = channel.attr(DEADLINE)
                .getAndSet(channel.eventLoop().schedule(() -> channel.close(), time.toMillis(), TimeUnit.MILLISECONDS));
        if (before != null) {
            before.cancel(false);
        }
    }

    private void forget(Channel channel) {
        silent.remove(channel);
        asking.remove(channel);
        answered.remove(channel);
        Future<?> deadline = channel.attr(DEADLINE).getAndSet(null);
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
