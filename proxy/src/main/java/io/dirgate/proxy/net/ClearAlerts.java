package io.dirgate.proxy.net;

import io.dirgate.proxy.session.ClientHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Detects an alert that a client sends in clear. With TLS 1.3, OpenSSL refuses a certificate before it encrypts (RFC
 * 8446 section 6), while BoringSSL already expects ciphertext and reports a bad packet length. Leaves the pipeline at
 * the first record of application data, which includes the end of the handshake.
 */
final class ClearAlerts extends ChannelInboundHandlerAdapter {
    private static final int HEADER = 5;
    private static final int ALERT = 21;
    private static final int APPLICATION_DATA = 23;

    /** Level and description. An encrypted alert is longer. */
    private static final int ALERT_LENGTH = 2;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        boolean encrypted = look(ctx, in);
        ctx.fireChannelRead(in);
        if (encrypted) {
            ctx.pipeline().remove(this);
        }
    }

    /** Does not follow records across reads, because an alert arrives in one piece. */
    private static boolean look(ChannelHandlerContext ctx, ByteBuf in) {
        int at = in.readerIndex();
        while (in.writerIndex() - at >= HEADER) {
            int type = in.getUnsignedByte(at);
            int length = in.getUnsignedShort(at + 3);
            if (type == APPLICATION_DATA) {
                return true;
            }
            if (type == ALERT && length == ALERT_LENGTH && in.writerIndex() - at >= HEADER + ALERT_LENGTH) {
                ctx.fireUserEventTriggered(new ClientHandler.ClearAlert(in.getUnsignedByte(at + HEADER + 1)));
                return true;
            }
            at += HEADER + length;
        }
        return false;
    }
}
