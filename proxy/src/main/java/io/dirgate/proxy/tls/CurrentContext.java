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
 * Delegates to the context that is served when a handler is created, and holds it during the creation. Otherwise a
 * reload could free a context before its user has created an engine.
 */
@SuppressWarnings("deprecation") // what SslContext itself is made of
final class CurrentContext extends SslContext {
    private final Supplier<SslContext> lease;

    /** @param lease returns a context that the caller must release */
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
