package io.dirgate.proxy.net;

import io.dirgate.proxy.ldap.LdapReplies;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.session.ClientAddress;
import io.dirgate.proxy.session.ClientEntry;
import io.dirgate.proxy.session.ClientHandler;
import io.dirgate.proxy.session.Farewell;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a connection in, and leaves the pipeline, or turns it away before it costs a handshake: then the handlers behind this one hear
 * nothing of it.
 */
final class Admission extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    private final ConnectionLimiter limiter;
    private final ClientEntry entry;
    private final ProxyMetrics metrics;

    Admission(ConnectionLimiter limiter, ClientEntry entry, ProxyMetrics metrics) {
        this.limiter = limiter;
        this.entry = entry;
        this.metrics = metrics;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        InetAddress client = ClientAddress.address(ctx.channel());
        String limit = limiter.admit(client);
        if (limit == null) {
            ctx.channel().closeFuture().addListener(closed -> limiter.release(client));
            ctx.fireChannelActive();
            ctx.pipeline().remove(this);
        } else {
            String text = "too many connections: " + limit + " is reached";
            report(ctx, limit, text);
            // Where TLS comes first, LDAP in clear would only puzzle the client.
            Farewell.close(
                    ctx.channel(),
                    entry.tlsFirst() ? null : LdapReplies.noticeOfDisconnection(ctx.alloc(), ResultCode.BUSY, text));
        }
    }

    /** A connection that ends here: logged once, counted, closed. */
    void refuse(ChannelHandlerContext ctx, String label, String detail) {
        report(ctx, label, detail);
        ctx.close();
    }

    private void report(ChannelHandlerContext ctx, String label, String detail) {
        metrics.connectionRefused(entry.listener(), label);
        log.atWarn()
                .addKeyValue("client", ClientAddress.of(ctx.channel()))
                .addKeyValue("listener", entry.listener())
                .addKeyValue("reason", detail)
                .log("connection refused");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    /** Before there is a session, half a connection is of no use, and nobody need be told that the process ends. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event == ClientHandler.DRAIN) {
            ctx.close();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** The handlers behind have not heard of a connection, nor do they of its end. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {}
}
