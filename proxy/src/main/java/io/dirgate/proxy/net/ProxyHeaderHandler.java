package io.dirgate.proxy.net;

import io.dirgate.proxy.client.ClientAddress;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ProtocolDetectionState;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the client's address from the PROXY header (version 1 or 2) that a trusted load balancer sends first. The
 * connection begins after the header, and is closed if the header is missing or invalid.
 */
final class ProxyHeaderHandler extends ChannelInboundHandlerAdapter {
    private final Admission admission;
    private final Duration patience;
    private @Nullable Future<?> deadline;
    private boolean ended;

    ProxyHeaderHandler(Admission admission, Duration patience) {
        this.admission = admission;
        this.patience = patience;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        deadline = ctx.executor()
                .schedule(
                        () -> refuse(ctx, "no PROXY header came within limits.handshakeTimeout"),
                        patience.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws UnknownHostException {
        if (!(message instanceof HAProxyMessage header)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            // LOCAL, the load balancer's own health check, contains no address.
            if (header.sourceAddress() != null) {
                InetAddress source =
                        InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(header.sourceAddress()));
                ClientAddress.set(ctx.channel(), new InetSocketAddress(source, header.sourcePort()));
            }
        } finally {
            header.release();
        }
        stopWaiting();
        ctx.fireChannelActive();
        ctx.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        refuse(ctx, "no PROXY header, though the address is in proxyProtocol.from: " + cause.getMessage());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopWaiting();
        ctx.fireChannelInactive();
    }

    private void refuse(ChannelHandlerContext ctx, String detail) {
        stopWaiting();
        if (!ended) {
            ended = true;
            admission.refuse(ctx, "proxyHeader", detail);
        }
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    /** Rejects invalid input at its first bytes. Netty's decoder would wait for the end of a line. */
    static final class Decoder extends HAProxyMessageDecoder {
        private boolean begun;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
            boolean first = !begun;
            begun = true;
            if (first && detectProtocol((ByteBuf) message).state() == ProtocolDetectionState.INVALID) {
                ((ByteBuf) message).release();
                ctx.fireExceptionCaught(new HAProxyProtocolException("the connection begins with something else"));
            } else {
                super.channelRead(ctx, message);
            }
        }
    }
}
