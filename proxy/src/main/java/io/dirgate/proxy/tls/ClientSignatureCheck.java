package io.dirgate.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SniCompletionEvent;
import javax.net.ssl.SSLHandshakeException;

/**
 * Refuses a TLS 1.2 client that signs its CertificateVerify with SHA-1 or MD5 (RFC 9155 section 4). BoringSSL offers
 * and accepts SHA-1, and tcnative cannot disable that. Placed before TLS, because the message arrives in clear, before
 * the first ChangeCipherSpec. Removes itself then, or at the first encrypted record of TLS 1.3.
 */
public final class ClientSignatureCheck extends ChannelInboundHandlerAdapter {
    private static final int HANDSHAKE = 22;
    private static final int MESSAGE_HEADER = 4;
    private static final int CERTIFICATE_VERIFY = 15;

    /** First byte of a TLS 1.2 signature algorithm (RFC 5246 section 7.4.1.4.1); MD5 is 1. */
    private static final int SHA1 = 2;

    private static final byte[] ILLEGAL_PARAMETER_ALERT = {21, 3, 3, 0, 2, 2, 47};

    /** Bytes of the record's header read so far. */
    private int recordHeader;

    private int recordLength;
    private int recordLeft;
    /** Bytes of the message's header read so far. */
    private int messageHeader;

    private int messageType;
    private int messageLength;
    private int messageLeft;
    private boolean bodyBegins;
    private boolean refused;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        Seen seen = refused ? Seen.WEAK : look(in.slice());
        if (seen == Seen.WEAK) {
            in.release();
            refuse(ctx);
            return;
        }
        ctx.fireChannelRead(in);
        if (seen == Seen.ALL) {
            ctx.pipeline().remove(this);
        }
    }

    private void refuse(ChannelHandlerContext ctx) {
        if (!refused) {
            refused = true;
            ctx.writeAndFlush(ctx.alloc().buffer().writeBytes(ILLEGAL_PARAMETER_ALERT));
            ctx.fireUserEventTriggered(
                    new SniCompletionEvent(new SSLHandshakeException("the client signs with SHA-1 or MD5")));
            ctx.close();
        }
    }

    private enum Seen {
        NOTHING,
        ALL,
        WEAK
    }

    private Seen look(ByteBuf in) {
        while (in.isReadable()) {
            if (recordLeft > 0 && messageLeft > 0 && !bodyBegins) {
                int skipped = Math.min(in.readableBytes(), Math.min(recordLeft, messageLeft));
                in.skipBytes(skipped);
                recordLeft -= skipped;
                messageLeft -= skipped;
            } else if (recordLeft > 0) {
                recordLeft--;
                if (isWeak(in.readUnsignedByte())) {
                    return Seen.WEAK;
                }
            } else if (!isOfHandshake(in.readUnsignedByte())) {
                return Seen.ALL;
            }
        }
        return Seen.NOTHING;
    }

    /** Processes a byte of a record's header. */
    private boolean isOfHandshake(int next) {
        switch (recordHeader++) {
            case 0 -> {
                return next == HANDSHAKE;
            }
            case TlsRecord.HEADER - 2 -> recordLength = next << 8;
            case TlsRecord.HEADER - 1 -> {
                recordLeft = recordLength | next;
                recordHeader = 0;
            }
            default -> {}
        }
        return true;
    }

    /** Processes a byte of a message's header, or the first byte of its body. */
    private boolean isWeak(int next) {
        if (bodyBegins) {
            bodyBegins = false;
            messageLeft--;
            return messageType == CERTIFICATE_VERIFY && next <= SHA1;
        }
        if (messageHeader == 0) {
            messageType = next;
            messageLength = 0;
        } else {
            messageLength = (messageLength << 8) | next;
        }
        messageHeader++;
        if (messageHeader == MESSAGE_HEADER) {
            messageHeader = 0;
            messageLeft = messageLength;
            bodyBegins = messageLength > 0;
        }
        return false;
    }
}
