package io.dirgate.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/**
 * Whatever is served when a handler is made, held while it is: a context given out by itself could be swapped and freed before its
 * taker made an engine of it.
 */
@SuppressWarnings("deprecation") // what SslContext itself is made of
final class CurrentContext extends SslContext {
    private final Supplier<SslContext> lease;

    /** @param lease gives a context that the taker has to release */
    CurrentContext(Supplier<SslContext> lease) {
        this.lease = lease;
    }

    private <T> T with(Function<SslContext, T> use) {
        SslContext context = lease.get();
        try {
            return use.apply(context);
        } finally {
            ReferenceCountUtil.release(context);
        }
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator alloc, boolean startTls) {
        return with(context -> context.newHandler(alloc));
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator alloc, String peerHost, int peerPort, boolean startTls) {
        return with(context -> context.newHandler(alloc, peerHost, peerPort));
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator alloc) {
        return with(context -> context.newEngine(alloc));
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator alloc, String peerHost, int peerPort) {
        return with(context -> context.newEngine(alloc, peerHost, peerPort));
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public List<String> cipherSuites() {
        return with(SslContext::cipherSuites);
    }

    @Override
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return with(SslContext::applicationProtocolNegotiator);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return with(SslContext::sessionContext);
    }
}
