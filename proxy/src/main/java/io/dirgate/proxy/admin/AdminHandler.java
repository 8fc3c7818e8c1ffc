package io.dirgate.proxy.admin;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers only the first request of a connection, because responses to pipelined requests could accumulate. */
final class AdminHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

    private final Pages pages;
    private final OpenConnections open;
    private boolean answered;

    AdminHandler(Pages pages, OpenConnections open) {
        this.pages = pages;
        this.open = open;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (answered || !(message instanceof HttpRequest request)) {
            return;
        }
        answer(ctx, page(request));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (answered || cause instanceof IOException) {
            ctx.close();
            return;
        }
        LOG.atWarn().setCause(cause).log("admin request failed");
        answer(ctx, Pages.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "The gateway's log says what failed.\n"));
    }

    private Pages.Page page(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            boolean tooLong = request.decoderResult().cause() instanceof TooLongFrameException;
            return tooLong
                    ? Pages.text(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The request is too long.\n")
                    : Pages.text(HttpResponseStatus.BAD_REQUEST, "This is not HTTP/1.1.\n");
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            return Pages.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD.\n");
        }
        int query = request.uri().indexOf('?');
        return pages.at(query < 0 ? request.uri() : request.uri().substring(0, query));
    }

    private void answer(ChannelHandlerContext ctx, Pages.Page page) {
        answered = true;
        open.onAnswered(ctx.channel());
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, page.status(), ByteBufUtil.writeUtf8(ctx.alloc(), page.text()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, page.type())
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (page.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        // An immediate close could reset the connection before the client has read the response, if the client still
        // sends. Either the client closes the connection or the deadline does.
        ctx.writeAndFlush(response).addListener(written -> ((DuplexChannel) ctx.channel()).shutdownOutput());
    }
}
