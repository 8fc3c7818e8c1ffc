package io.dirgate.proxy.backend;

import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.LdapReplies;
import io.dirgate.proxy.ldap.ResponseView;
import io.dirgate.proxy.ldap.ResultCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends StartTLS to a directory server (RFC 4511 section 4.14) and waits for its answer. */
final class StartTlsRequest extends ByteToMessageDecoder {
    private static final int MESSAGE_ID = 1;

    /** In bytes. A valid answer is much shorter. */
    private static final int MAX_RESPONSE = 4096;

    private final LdapEnvelope envelope = new LdapEnvelope();
    private final Consumer<@Nullable Loss> outcome;

    private StartTlsRequest(Consumer<@Nullable Loss> outcome) {
        this.outcome = outcome;
    }

    /** @param outcome receives null if the server agrees, otherwise the reason */
    static void send(Channel channel, Consumer<@Nullable Loss> outcome) {
        channel.pipeline().addLast("startTls", new StartTlsRequest(outcome));
        channel.writeAndFlush(LdapReplies.startTlsRequest(channel.alloc(), MESSAGE_ID));
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            if (!envelope.read(in, in.readerIndex(), in.writerIndex()) || envelope.end() > in.writerIndex()) {
                if (in.readableBytes() > MAX_RESPONSE) {
                    throw new LdapProtocolException("no answer to StartTLS in " + MAX_RESPONSE + " bytes");
                }
                return;
            }
            int code = ResponseView.resultCode(envelope, in);
            String text = ResponseView.diagnostic(envelope, in);
            // Discard bytes in clear after the answer: they are not protected.
            in.skipBytes(in.readableBytes());
            ctx.pipeline().remove(this);
            outcome.accept(code == ResultCode.SUCCESS ? null : refused(code, text));
        } catch (LdapProtocolException e) {
            in.skipBytes(in.readableBytes());
            outcome.accept(new Loss(Loss.Kind.MALFORMED, "the answer to StartTLS is not LDAP: " + e.getMessage()));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        outcome.accept(
                new Loss(Loss.Kind.START_TLS_REFUSED, "the directory server closed instead of answering StartTLS"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        outcome.accept(new Loss(Loss.Kind.START_TLS_REFUSED, "StartTLS failed: " + ConnectFault.plain(cause)));
    }

    private static Loss refused(int code, String text) {
        return new Loss(
                Loss.Kind.START_TLS_REFUSED,
                "StartTLS refused with result " + code + (text.isEmpty() ? "" : " (" + text + ")")
                        + ": use transport ldaps, or plain inside a trusted network");
    }
}
