package io.dirgate.proxy.tls;

import io.dirgate.proxy.config.CertificateConfig;
import io.dirgate.proxy.config.ClientCertificates;
import io.dirgate.proxy.config.ListenerConfig;
import io.dirgate.proxy.config.ServerTlsConfig;
import io.dirgate.proxy.config.TlsCipher;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.observe.ServedCertificate;
import io.netty.buffer.ByteBuf;
import io.netty.handler.ssl.SslContext;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.Mapping;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS contexts of one listener, chosen by the client's server name (null or unknown: the first certificate).
 * Changed files are replaced atomically: a handshake uses either all old or all new files, and established connections
 * are not affected.
 */
public final class TlsContexts implements Mapping<String, SslContext>, WatchedFiles, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);

    /** In bytes. If a ClientHello in many small records exceeds this, its server name is ignored. */
    private static final int RECORD_HEADERS = 4 * 1024;

    private final String listener;
    private final ServerTlsConfig config;
    private final ProxyMetrics metrics;
    private final TlsContextFactory factory;
    private final List<@Nullable RemoteCertificate> remotes = new ArrayList<>();
    private TicketKeys ticketKeys = TicketKeys.random();
    private String digest = "";
    /** The material that is not announced yet; null afterwards. */
    private @Nullable ServerMaterial unannounced;

    private volatile List<ServedCertificate> certificates = List.of();
    private volatile @Nullable ContextSnapshot current;

    private TlsContexts(ListenerConfig listener, ProxyMetrics metrics, TlsProvider provider) {
        this.listener = listener.name();
        this.config = Objects.requireNonNull(listener.tls(), "the listener has no tls section");
        this.metrics = metrics;
        this.factory = new TlsContextFactory(provider, config);
        for (int i = 0; i < config.certificates().size(); i++) {
            String section = config.certificates().size() == 1 ? "tls" : "tls.certificates[" + i + "]";
            remotes.add(RemoteCertificate.of(section, config.certificates().get(i), metrics));
        }
    }

    /**
     * Loads the certificates. A certificate outside its validity period is served with a warning: refusing it would
     * turn a problem of some clients into an outage for all.
     *
     * @throws TlsException with the setting relative to the listener, for example {@code tls.privateKey}
     */
    public static TlsContexts load(ListenerConfig listener, ProxyMetrics metrics) throws TlsException {
        return load(listener, metrics, TlsProvider.inUse());
    }

    static TlsContexts load(ListenerConfig listener, ProxyMetrics metrics, TlsProvider provider) throws TlsException {
        TlsContexts contexts = prepare(listener, metrics, provider);
        contexts.announce();
        return contexts;
    }

    /**
     * Same as {@link #load}, but log and metrics show it as served only after it was {@linkplain #announce announced}.
     */
    public static TlsContexts prepare(ListenerConfig listener, ProxyMetrics metrics) throws TlsException {
        return prepare(listener, metrics, TlsProvider.inUse());
    }

    private static TlsContexts prepare(ListenerConfig listener, ProxyMetrics metrics, TlsProvider provider)
            throws TlsException {
        TlsContexts contexts = new TlsContexts(listener, metrics, provider);
        try {
            contexts.loadFirst(provider);
            return contexts;
        } catch (TlsException | RuntimeException e) {
            contexts.close();
            throw e;
        }
    }

    private void loadFirst(TlsProvider provider) throws TlsException {
        for (RemoteCertificate remote : remotes()) {
            remote.fetchFirst();
        }
        try (FileContents files = read()) {
            ServerMaterial material = ServerMaterial.read(config, files, Instant.now());
            for (TlsException untimely : material.untimely()) {
                log.atWarn()
                        .addKeyValue("listener", listener)
                        .addKeyValue("reason", untimely.getMessage())
                        .log("certificate or list is out of its time");
            }
            if (material.ticketKeys() != null && !provider.isBoringSsl()) {
                log.atWarn()
                        .addKeyValue("listener", listener)
                        .addKeyValue("provider", provider.description())
                        .log("tls.ticketKeys is not used: the JDK makes its own");
            }
            swap(material);
            unannounced = material;
            digest = files.digest();
        }
        openFiles().forEach(open -> log.atWarn()
                .addKeyValue("listener", listener)
                .addKeyValue("reason", open.getMessage())
                .log("file is open to other users"));
    }

    /** A context that uses the certificates served when a handler is created. It must not be released. */
    @Override
    public SslContext map(@Nullable String serverName) {
        return new CurrentContext(() -> lease(serverName));
    }

    /**
     * In bytes, including record headers: more than the longest ClientHello that BoringSSL accepts. With client
     * certificates, a ClientHello may contain a ticket with the client's chain.
     */
    public int maxClientHello() {
        return factory.maxHandshakeMessage() + RECORD_HEADERS;
    }

    /** True if clients are asked for certificates. */
    public boolean asksForCertificates() {
        return config.clientCertificates() != ClientCertificates.NONE;
    }

    /**
     * The fault of the ClientHello in a client's first bytes; null if there is none or if these bytes are not
     * sufficient.
     *
     * @param first begins with the header of a record
     */
    public @Nullable HelloFault faultOfRecord(ByteBuf first) {
        return ClientHello.faultOfRecord(first, config.protocols());
    }

    /** The fault of a complete ClientHello, from its version field on. */
    @Nullable
    HelloFault fault(ByteBuf clientHello) {
        return ClientHello.fault(clientHello, clientHello.readerIndex(), clientHello.writerIndex(), config.protocols());
    }

    /**
     * True if a TLS 1.2 client could be served only with a SHA-1 signature, which clients should not accept (RFC 9155).
     */
    boolean wouldSignWithSha1(ByteBuf clientHello) {
        // RSA key exchange uses no signature.
        return config.ciphers().stream().noneMatch(TlsCipher::isRsaKeyExchange)
                && ClientHello.knowsOnlySha1(clientHello);
    }

    /** Secret files that other users can read or change. */
    public List<TlsException> openFiles() {
        return FilePermissions.faults(config);
    }

    /** Groups of older clients that cannot connect, with the reasons; empty if all can. */
    public List<String> leftOut() {
        return OlderClients.leftOut(
                config,
                certificates.stream().map(ServedCertificate::keyType).distinct().toList());
    }

    /** The current context. The caller must release it. */
    SslContext lease(@Nullable String serverName) {
        while (true) {
            ContextSnapshot snapshot = current;
            if (snapshot == null) {
                throw new IllegalStateException("listener " + listener + " is closed");
            }
            try {
                return ReferenceCountUtil.retain(snapshot.choose(serverName));
            } catch (IllegalReferenceCountException e) {
                // A reload has freed it since it was read. There is a newer one.
                Thread.onSpinWait();
            }
        }
    }

    /** Reads the files again. A fault is logged and counted, and the previous certificates stay in use. */
    public void reload() {
        try (FileContents files = read()) {
            reload(files);
        }
    }

    /**
     * Checks the files if they have changed.
     *
     * @return the checked files, which the caller closes; null if they are unchanged
     * @throws TlsException if they cannot be served; the settings are relative to the listener
     */
    public @Nullable Renewal renewal() throws TlsException {
        FileContents files = read();
        try {
            if (files.digest().equals(digest())) {
                files.close();
                return null;
            }
            ServerMaterial material = ServerMaterial.read(config, files, Instant.now());
            if (!material.untimely().isEmpty()) {
                throw TlsException.of(material.untimely());
            }
            return new Renewal(this, files);
        } catch (TlsException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    @Override
    public synchronized void reload(FileContents files) {
        digest = files.digest();
        try {
            ServerMaterial material = ServerMaterial.read(config, files, Instant.now());
            if (!material.untimely().isEmpty()) {
                throw TlsException.of(material.untimely());
            }
            swap(material);
            announce(material);
        } catch (TlsException e) {
            refuse(e, "changed certificate refused, the one before is still served");
        }
    }

    private void refuse(TlsException refused, String event) {
        metrics.certificateRefused(listener);
        log.atWarn()
                .addKeyValue("listener", listener)
                .addKeyValue("reason", refused.getMessage())
                .log(event);
    }

    private synchronized void swap(ServerMaterial material) throws TlsException {
        TicketKeys keys = Objects.requireNonNullElse(material.ticketKeys(), ticketKeys);
        ContextSnapshot before = current;
        try {
            current = ContextSnapshot.build(factory, material, keys);
        } catch (GeneralSecurityException | SSLException | RuntimeException e) {
            throw new TlsException("tls", "cannot be used: " + e.getMessage(), e);
        }
        if (before != null) {
            before.release();
        }
        ticketKeys = keys;
    }

    /**
     * Reports the served certificates to log and metrics, and caches them for a start without AWS. Further calls have
     * no effect.
     */
    public synchronized void announce() {
        ServerMaterial material = unannounced;
        unannounced = null;
        if (material != null) {
            announce(material);
        }
    }

    private void announce(ServerMaterial material) {
        material.passedOver().forEach(passed -> refuse(passed, "certificate passed over, another one is served"));
        List<ServedCertificate> served = new ArrayList<>();
        for (int i = 0; i < material.credentials().size(); i++) {
            Credential credential = material.credentials().get(i);
            ServedCertificate certificate = new ServedCertificate(
                    config.certificates().get(i).source(),
                    credential.leaf().getSubjectX500Principal().getName(),
                    credential.names(),
                    credential.key().getAlgorithm(),
                    credential.leaf().getNotBefore().toInstant(),
                    credential.leaf().getNotAfter().toInstant());
            warnOfOtherNames(i, certificate);
            served.add(certificate);
            RemoteCertificate remote = remotes.get(i);
            if (remote != null) {
                remote.served(credential);
            }
            log.atInfo()
                    .addKeyValue("listener", listener)
                    .addKeyValue("source", certificate.source())
                    .addKeyValue("subject", certificate.subject())
                    .addKeyValue("names", certificate.names())
                    .addKeyValue("notAfter", certificate.notAfter())
                    .log("serving certificate");
        }
        certificates = List.copyOf(served);
        metrics.certificates(listener, certificates);
    }

    /**
     * Warns if a renewed certificate has no name in common with the previous one. This is probably a mistake, but may
     * be intended.
     */
    private void warnOfOtherNames(int index, ServedCertificate certificate) {
        List<ServedCertificate> before = certificates;
        if (index < before.size() && Collections.disjoint(before.get(index).names(), certificate.names())) {
            log.atWarn()
                    .addKeyValue("listener", listener)
                    .addKeyValue("source", certificate.source())
                    .addKeyValue("before", before.get(index).names())
                    .addKeyValue("now", certificate.names())
                    .log("certificate swapped for one of wholly other names");
        }
    }

    /** The certificates served to new connections, in the order of the configuration. */
    public List<ServedCertificate> certificates() {
        return certificates;
    }

    /** Reads all files again and evaluates them as clients would, for operators who check a configuration. */
    public Inspection inspect(KnownAuthorities known, Instant now) throws TlsException {
        try (FileContents files = read()) {
            return Inspection.of(
                    ServerMaterial.read(config, files, now),
                    config.certificates().stream()
                            .map(CertificateConfig::source)
                            .toList(),
                    known,
                    now);
        }
    }

    @Override
    public FileContents read() {
        return FileContents.read(ServerMaterial.files(config), remotes);
    }

    /** Its certificates in AWS. */
    List<RemoteCertificate> remotes() {
        List<RemoteCertificate> fetched = new ArrayList<>();
        for (RemoteCertificate remote : remotes) {
            if (remote != null) {
                fetched.add(remote);
            }
        }
        return fetched;
    }

    /** Digest of the files that were last examined, whether served or refused. */
    @Override
    public synchronized String digest() {
        return digest;
    }

    /** Creates a new first ticket key, unless a file contains the keys. */
    synchronized void rotateTicketKeys() {
        ContextSnapshot snapshot = current;
        if (snapshot != null && config.ticketKeys() == null) {
            ticketKeys = ticketKeys.rotated();
            snapshot.setTicketKeys(ticketKeys);
        }
    }

    /** Refuses new connections. Established ones keep their contexts. */
    @Override
    public synchronized void close() {
        ContextSnapshot snapshot = current;
        current = null;
        if (snapshot != null) {
            snapshot.release();
        }
        remotes().forEach(RemoteCertificate::close);
    }
}
