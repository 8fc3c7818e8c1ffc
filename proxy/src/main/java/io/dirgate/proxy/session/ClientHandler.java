package io.dirgate.proxy.session;

import io.dirgate.proxy.client.KeyExchange;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** The last handler of a client's connection. Turns channel events into session events. */
public final class ClientHandler extends ChannelInboundHandlerAdapter {
    /** Fired through every client's pipeline when the process shuts down. */
    public static final Object DRAIN = new Object();

    /** A client that was active within this time before {@link #DRAIN} is served for the same time again. */
    public static final Duration DRAIN_GRACE = Duration.ofSeconds(2);

    /** Fired through a client's pipeline to end it immediately, in favour of other clients. */
    public record EndNow(CloseReason reason, String detail) {}

    /** The client did not begin with TLS as required. {@code spoke} is the protocol that it probably used. */
    public record NotTls(String spoke) {}

    /** The client sent an alert in clear during the handshake. The number is from RFC 8446 section 6. */
    public record ClearAlert(int description) {}

    private final ClientSession session;

    ClientHandler(ClientSession session) {
        this.session = session;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        session.onConnected();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof LdapFrame frame) {
            session.onRequest(frame);
        } else if (message instanceof ByteBuf layer) {
            session.onSecurityLayer(layer);
        } else {
            throw new IllegalArgumentException("unexpected " + message.getClass());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        session.onRequestsRead();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.onWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.onClosed(CloseReason.CLIENT_CLOSED, "");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == DRAIN) {
            session.onDrain();
        } else if (event instanceof Service next) {
            session.onService(next);
        } else if (event instanceof EndNow end) {
            session.close(end.reason(), end.detail());
            ctx.close();
        } else if (event instanceof SslHandshakeCompletionEvent handshake) {
            onHandshake(ctx, handshake);
        } else if (event instanceof SniCompletionEvent hello && !hello.isSuccess()) {
            session.handshake.onFailed(hello.cause());
        } else if (event instanceof SslCloseCompletionEvent) {
            // BoringSSL writes nothing after the client has closed its side of TLS.
            session.onClosed(CloseReason.CLIENT_CLOSED, "");
        } else if (event instanceof ChannelInputShutdownEvent) {
            session.onInputEnded();
        } else if (event instanceof ClearAlert alert) {
            session.handshake.onClearAlert(alert.description());
        } else if (event instanceof NotTls noise) {
            session.close(CloseReason.NOT_TLS, "the client sent " + noise.spoke() + " instead of a TLS handshake");
        }
    }

    private void onHandshake(ChannelHandlerContext ctx, SslHandshakeCompletionEvent handshake) {
        if (handshake.isSuccess()) {
            SSLEngine engine = ctx.pipeline().get(SslHandler.class).engine();
            SSLSession tls = engine.getSession();
            session.handshake.onDone(tls.getProtocol(), tls.getCipherSuite(), KeyExchange.of(engine));
        } else {
            session.handshake.onFailed(handshake.cause());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (reason instanceof LdapProtocolException protocol) {
            session.onProtocolError(protocol);
        } else if (reason instanceof OutOfMemoryError) {
            session.close(CloseReason.OVERLOADED, "no buffer memory left; see -XX:MaxDirectMemorySize");
        } else if (reason instanceof SSLException || reason instanceof TooLongFrameException) {
            session.handshake.onFailed(reason);
        } else if (reason instanceof IOException) {
            session.onClosed(CloseReason.CLIENT_RESET, String.valueOf(reason.getMessage()));
        } else {
            session.fail(reason);
        }
    }
}
