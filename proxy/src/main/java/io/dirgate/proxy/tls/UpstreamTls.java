package io.dirgate.proxy.tls;

import io.dirgate.proxy.config.UpstreamTlsConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS to the directory servers. A server's certificate must be issued by a known authority and contain the server's
 * name in its subjectAltName, unless {@code insecure} is configured. Changed authorities apply to new connections.
 */
public final class UpstreamTls implements WatchedFiles, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UpstreamTls.class);
    private static final String SETTING = "tls.ca";

    private final UpstreamTlsConfig config;
    private final TlsProvider provider;
    private String digest;
    private Runnable onChange = () -> {};
    private volatile @Nullable SslContext current;

    private UpstreamTls(UpstreamTlsConfig config, TlsProvider provider, FileContents files) throws TlsException {
        this.config = config;
        this.provider = provider;
        this.digest = files.digest();
        this.current = build(config, provider, files);
    }

    /** @throws TlsException with the setting relative to the directory, {@code tls.ca} for example */
    public static UpstreamTls load(UpstreamTlsConfig config) throws TlsException {
        return load(config, TlsProvider.inUse());
    }

    static UpstreamTls load(UpstreamTlsConfig config, TlsProvider provider) throws TlsException {
        try (FileContents files = read(config)) {
            return new UpstreamTls(config, provider, files);
        }
    }

    private static SslContext build(UpstreamTlsConfig config, TlsProvider provider, FileContents files)
            throws TlsException {
        // The library's own ciphers instead of the listeners', so that older servers remain reachable.
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(provider.provider())
                .protocols("TLSv1.2", "TLSv1.3")
                .endpointIdentificationAlgorithm(null);
        Path ca = config.ca();
        List<X509Certificate> authorities = ca == null
                ? null
                : new Pem(SETTING, String.valueOf(ca.getFileName()), files.of(ca, SETTING)).certificates();
        try {
            builder.trustManager(
                    config.insecure()
                            ? InsecureTrustManagerFactory.INSTANCE.getTrustManagers()[0]
                            : ServerTrust.of(authorities));
            return builder.build();
        } catch (GeneralSecurityException | SSLException | IllegalArgumentException e) {
            throw new TlsException(SETTING, "cannot be used: " + e.getMessage(), e);
        }
    }

    /** @param changed called after the authorities were replaced, on any thread */
    public synchronized void onChange(Runnable changed) {
        onChange = changed;
    }

    /** True if the file of authorities has changed since it was last read. */
    public boolean isStale() {
        try (FileContents files = read()) {
            return !files.digest().equals(digest());
        }
    }

    /** @param host the configured server, whose name its certificate must contain unless {@code serverName} is set */
    public SslHandler newHandler(ByteBufAllocator alloc, String host, int port) {
        String name = config.serverName();
        SslContext context = lease();
        try {
            return context.newHandler(alloc, name == null ? host : name, port);
        } finally {
            ReferenceCountUtil.release(context);
        }
    }

    private SslContext lease() {
        while (true) {
            SslContext context = current;
            if (context == null) {
                throw new IllegalStateException("closed");
            }
            try {
                return ReferenceCountUtil.retain(context);
            } catch (IllegalReferenceCountException e) {
                // A reload has freed it since it was read. There is a newer one.
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public FileContents read() {
        return read(config);
    }

    private static FileContents read(UpstreamTlsConfig config) {
        Path ca = config.ca();
        return FileContents.read(ca == null ? List.of() : List.of(ca));
    }

    @Override
    public synchronized String digest() {
        return digest;
    }

    @Override
    public void reload(FileContents files) {
        try {
            swap(files);
            log.atInfo()
                    .addKeyValue("file", config.ca())
                    .log("directory.tls.ca has changed, new connections are checked against it");
        } catch (TlsException e) {
            log.atWarn()
                    .addKeyValue("reason", e.under("directory").getMessage())
                    .log("changed authorities refused, those before are still trusted");
        }
    }

    private void swap(FileContents files) throws TlsException {
        Runnable told;
        synchronized (this) {
            digest = files.digest();
            SslContext before = current;
            current = build(config, provider, files);
            ReferenceCountUtil.release(before);
            told = onChange;
        }
        told.run();
    }

    /** Established connections keep their context. New ones are not possible. */
    @Override
    public synchronized void close() {
        ReferenceCountUtil.release(current);
        current = null;
    }
}
