package io.dirgate.proxy.net;

import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.session.ClientAddress;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a connection in, or turns it away before it costs a handshake: the handlers behind this one hear of a connection only
 * once it is admitted, and of its end only then.
 */
final class Admission extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    private final ConnectionLimiter limiter;
    private final String listener;
    private final ProxyMetrics metrics;
    private @Nullable InetAddress admitted;

    Admission(ConnectionLimiter limiter, String listener, ProxyMetrics metrics) {
        this.limiter = limiter;
        this.listener = listener;
        this.metrics = metrics;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        InetAddress client = ClientAddress.address(ctx.channel());
        String limit = limiter.admit(client);
        if (limit == null) {
            admitted = client;
            ctx.fireChannelActive();
        } else {
            refuse(ctx, limit, "too many connections: " + limit + " is reached");
        }
    }

    /** A connection that ends here: logged once, counted, closed. */
    void refuse(ChannelHandlerContext ctx, String label, String detail) {
        metrics.connectionRefused(listener, label);
        log.atWarn()
                .addKeyValue("client", ClientAddress.of(ctx.channel()))
                .addKeyValue("listener", listener)
                .addKeyValue("reason", detail)
                .log("connection refused");
        ctx.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (admitted != null) {
            ctx.fireChannelRead(message);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    /** Half a connection is of use only to a session that owes an answer. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (admitted == null && event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (admitted != null) {
            limiter.release(admitted);
            ctx.fireChannelInactive();
        }
    }
}
