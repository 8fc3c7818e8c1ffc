package io.dirgate.proxy.tls;

import io.dirgate.proxy.config.UpstreamTlsConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards the directory servers. A server's certificate must come from a known authority and bear the server's name in its subjectAltName, unless the
 * configuration says {@code insecure}.
 */
public final class UpstreamTls implements AutoCloseable {
    private final SslContext context;
    private final @Nullable String serverName;

    private UpstreamTls(SslContext context, @Nullable String serverName) {
        this.context = context;
        this.serverName = serverName;
    }

    /** @throws TlsException with the setting relative to the directory, {@code tls.ca} for example */
    public static UpstreamTls load(UpstreamTlsConfig config) throws TlsException {
        return load(config, TlsProvider.inUse());
    }

    static UpstreamTls load(UpstreamTlsConfig config, TlsProvider provider) throws TlsException {
        // The library's own ciphers, not the listeners' list: servers of the last decade are to be reached as they are.
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(provider.provider())
                .protocols("TLSv1.2", "TLSv1.3")
                .endpointIdentificationAlgorithm(null);
        Path ca = config.ca();
        List<X509Certificate> authorities = ca == null ? null : authorities(ca);
        try {
            builder.trustManager(
                    config.insecure()
                            ? InsecureTrustManagerFactory.INSTANCE.getTrustManagers()[0]
                            : ServerTrust.of(authorities));
            return new UpstreamTls(builder.build(), config.serverName());
        } catch (GeneralSecurityException | SSLException | IllegalArgumentException e) {
            throw new TlsException("tls.ca", "cannot be used: " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> authorities(Path ca) throws TlsException {
        String setting = "tls.ca";
        byte[] content = FileContents.read(List.of(ca)).of(ca, setting);
        return new Pem(setting, String.valueOf(ca.getFileName()), content).certificates();
    }

    /** @param host the server as configured: the name that its certificate must bear, unless {@code serverName} gives another */
    public SslHandler newHandler(ByteBufAllocator alloc, String host, int port) {
        return context.newHandler(alloc, serverName == null ? host : serverName, port);
    }

    /** Established connections keep what they use. */
    @Override
    public void close() {
        ReferenceCountUtil.release(context);
    }
}
