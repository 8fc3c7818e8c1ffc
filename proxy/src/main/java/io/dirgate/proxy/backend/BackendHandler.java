package io.dirgate.proxy.backend;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The last handler of a connection to a directory server. Reports the channel's events to the owner. */
final class BackendHandler extends ChannelInboundHandlerAdapter {
    private static final int TICKS = 10;

    private final BackendConnection connection;
    private Duration operationTimeout;
    private long reads;
    private int silentTicks;
    private @Nullable Future<?> ticking;

    /** Fired through the pipeline when the setting has changed. */
    record OperationTimeout(Duration time) {}

    BackendHandler(BackendConnection connection, Duration operationTimeout) {
        this.connection = connection;
        this.operationTimeout = operationTimeout;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        tick(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof OperationTimeout changed) {
            operationTimeout = changed.time();
            silentTicks = 0;
            stop();
            tick(ctx);
        }
    }

    private void tick(ChannelHandlerContext ctx) {
        long tick = tick(operationTimeout).toNanos();
        ticking = ctx.executor()
                .scheduleWithFixedDelay(
                        () -> onTick(ctx.channel().config().isAutoRead()), tick, tick, TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stop();
    }

    private void stop() {
        if (ticking != null) {
            ticking.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.onLost(new Loss(Loss.Kind.CLOSED, "the directory server closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        connection.onLost(new Loss(
                Loss.Kind.CLOSED, "the connection to the directory server failed: " + ConnectFault.plain(cause)));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        connection.onWritabilityChanged();
    }

    /**
     * An answer is overdue if its request was sent at least one time-out ago and nothing has arrived since. While the
     * gateway does not read, because the client is slow, the server is not considered silent.
     */
    private void onTick(boolean reading) {
        boolean silent = reading && connection.decoder().reads() == reads;
        reads = connection.decoder().reads();
        silentTicks = silent ? silentTicks + 1 : 0;
        if (silentTicks >= TICKS && connection.isOverdue(operationTimeout)) {
            connection.onLost(new Loss(
                    Loss.Kind.OPERATION_TIMEOUT,
                    "the directory server sent nothing for upstream.operationTimeout while it owed an answer"));
        }
    }

    /** Interval of the checks. An operation is given up at most this long after its time-out. */
    static Duration tick(Duration operationTimeout) {
        return operationTimeout.dividedBy(TICKS);
    }
}
