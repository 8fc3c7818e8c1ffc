package io.dirgate.bench.load;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS 1.3 with X25519, so that all proxies do the same work: BoringSSL asks for AES-128-GCM first. Certificates are accepted as they
 * are, for the client's work is not what is measured; that they are looked at tells a full handshake from a resumed one.
 */
public final class ClientTls {
    private final SslContext context;
    private final Certificates certificates = new Certificates();

    /** @param resumed whether sessions are resumed by their tickets */
    public ClientTls(boolean resumed) {
        try {
            context = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.OPENSSL)
                    .protocols("TLSv1.3")
                    .option(OpenSslContextOption.GROUPS, new String[] {"X25519"})
                    .endpointIdentificationAlgorithm(null)
                    .trustManager(certificates)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("BoringSSL refuses the client's parameters", e);
        }
        ((OpenSslSessionContext) context.sessionContext()).setSessionCacheEnabled(resumed);
    }

    SslHandler newHandler(ByteBufAllocator allocator, InetSocketAddress address) {
        return context.newHandler(allocator, address.getHostString(), address.getPort());
    }

    /** A record of a ClientHello, for who does not go on with the handshake. */
    public static byte[] clientHello() {
        SSLEngine engine = new ClientTls(false).context.newEngine(ByteBufAllocator.DEFAULT);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        try {
            engine.wrap(ByteBuffer.allocate(0), hello);
            return Arrays.copyOf(hello.array(), hello.position());
        } catch (SSLException e) {
            throw new IllegalStateException("BoringSSL makes no ClientHello", e);
        } finally {
            ReferenceCountUtil.release(engine);
        }
    }

    /** Handshakes that were not resumed, so far. Asked on the event loop. */
    public long fullHandshakes() {
        return certificates.seen;
    }

    private static final class Certificates extends X509ExtendedTrustManager {
        private long seen;

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            seen++;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            seen++;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            seen++;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
