package io.dirgate.proxy.net;

import io.dirgate.proxy.ldap.FirstByte;
import io.dirgate.proxy.ldap.LdapReplies;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.session.ClientHandler;
import io.dirgate.proxy.tls.TlsRecord;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Checks the first byte of a connection that must begin with TLS. A client that sends LDAP in clear receives an LDAP
 * error; any other protocol is named in the log. Leaves the pipeline once TLS has begun.
 */
final class NotTls extends ChannelInboundHandlerAdapter {
    private boolean refused;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (refused || !in.isReadable()) {
            in.release();
            return;
        }
        byte first = in.getByte(in.readerIndex());
        if (TlsRecord.isType(first)) {
            ctx.fireChannelRead(in);
            ctx.pipeline().remove(this);
            return;
        }
        in.release();
        refused = true;
        if (first == FirstByte.LDAP) {
            ctx.writeAndFlush(LdapReplies.noticeOfDisconnection(
                    ctx.alloc(),
                    ResultCode.CONFIDENTIALITY_REQUIRED,
                    "this port begins with TLS: use ldaps://, or StartTLS on the other port"));
        }
        ctx.fireUserEventTriggered(new ClientHandler.NotTls(FirstByte.describe(first)));
    }
}
