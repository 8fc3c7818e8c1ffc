package io.dirgate.proxy.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * Placed after TLS. When BoringSSL refuses a record of an established connection, Netty sends the alert, keeps the
 * exception, and throws it at the next write. Without a write, the connection would stay open. Therefore this handler
 * flushes after each read without application data, which throws the exception. During the handshake Netty does this
 * itself.
 */
public final class PendingAlert extends ChannelInboundHandlerAdapter {
    private boolean established;
    private boolean gotData;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        gotData = true;
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (established && !gotData) {
            ctx.flush();
        }
        gotData = false;
        ctx.fireChannelReadComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            established = handshake.isSuccess();
        }
        ctx.fireUserEventTriggered(event);
    }
}
