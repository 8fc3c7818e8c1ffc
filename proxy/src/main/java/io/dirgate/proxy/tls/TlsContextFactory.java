package io.dirgate.proxy.tls;

import io.dirgate.proxy.config.ClientCertificates;
import io.dirgate.proxy.config.ServerTlsConfig;
import io.dirgate.proxy.config.TlsCipher;
import io.dirgate.proxy.config.TlsVersion;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslCredential;
import io.netty.handler.ssl.OpenSslCredentialBuilder;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslX509KeyManagerFactory;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Builds Netty's TLS contexts for a listener. */
final class TlsContextFactory {
    private static final List<String> TLS_1_3_CIPHERS =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private static final char[] NO_PASSWORD = {};

    /** In bytes: BoringSSL's limit for handshake messages without certificates. */
    private static final int MAX_HANDSHAKE_MESSAGE = 16 * 1024;

    /**
     * In bytes: limit for a client's certificates, and for a ClientHello, whose ticket contains them again. Java's TLS
     * client would send chains of any length.
     */
    private static final int MAX_CLIENT_CHAIN = 128 * 1024;

    /**
     * In bytes, per connection: the buffer for TLS output that is not part of a response. It must hold two session
     * tickets of 250 bytes and the alert or close after them; otherwise the client receives only a part.
     */
    private static final int SIDE_BUFFER = 1024;

    /** The same if tickets contain the client's chain. */
    private static final int SIDE_BUFFER_WITH_CHAINS = 16 * 1024;

    private final TlsProvider provider;
    private final ServerTlsConfig config;

    TlsContextFactory(TlsProvider provider, ServerTlsConfig config) {
        this.provider = provider;
        this.config = config;
    }

    /**
     * @param credentials certificates for the same names with different key types; a client receives the first one that
     *     it supports
     * @param trust null if clients are not asked for certificates
     */
    SslContext build(List<Credential> credentials, @Nullable ClientTrust trust, TicketKeys ticketKeys)
            throws GeneralSecurityException, SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(keyManagers(credentials))
                .sslProvider(provider.provider())
                .protocols(config.protocols().stream().map(TlsVersion::toString).toList())
                .ciphers(ciphers(), SupportedCipherSuiteFilter.INSTANCE)
                .clientAuth(clientAuth(config.clientCertificates()));
        if (trust != null) {
            builder.trustManager(trust);
        }
        if (!provider.isBoringSsl()) {
            return builder.build();
        }
        builder.option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, MAX_CLIENT_CHAIN);
        SslContext context = buildWithCredentials(builder, credentials);
        ((ReferenceCountedOpenSslContext) context)
                .setBioNonApplicationBufferSize(asksForCertificates() ? SIDE_BUFFER_WITH_CHAINS : SIDE_BUFFER);
        return withTickets(context, ticketKeys, scope(credentials, trust));
    }

    private List<String> ciphers() {
        return Stream.concat(TLS_1_3_CIPHERS.stream(), config.ciphers().stream().map(TlsCipher::standardName))
                .toList();
    }

    /** In bytes. BoringSSL refuses a longer message with an alert. */
    int maxHandshakeMessage() {
        return asksForCertificates() ? MAX_CLIENT_CHAIN : MAX_HANDSHAKE_MESSAGE;
    }

    private boolean asksForCertificates() {
        return config.clientCertificates() != ClientCertificates.NONE;
    }

    /**
     * Netty's key manager chooses the key type of the server's first cipher, regardless of the client. BoringSSL itself
     * chooses correctly among its credentials, which take precedence over the key manager.
     */
    private static SslContext buildWithCredentials(SslContextBuilder builder, List<Credential> credentials)
            throws SSLException {
        List<OpenSslCredential> natives = new ArrayList<>();
        try {
            for (Credential credential : credentials) {
                natives.add(OpenSslCredentialBuilder.forX509(
                                credential.key(), credential.chain().toArray(X509Certificate[]::new))
                        .build());
            }
            return builder.addCredentials(natives).build();
        } finally {
            natives.forEach(ReferenceCountUtil::release);
        }
    }

    private static SslContext withTickets(SslContext context, TicketKeys ticketKeys, byte[] scope) {
        OpenSslServerSessionContext sessions = (OpenSslServerSessionContext) context.sessionContext();
        sessions.setSessionCacheEnabled(false);
        sessions.setTicketKeys(ticketKeys.forBoringSsl());
        sessions.setSessionIdContext(scope);
        return context;
    }

    /**
     * The session id context. A session may be resumed only with the names that it began with (RFC 8446 section 4.6.1)
     * and with the same client authentication. Ticket keys are shared by a listener's contexts, and possibly by several
     * gateways.
     */
    private byte[] scope(List<Credential> credentials, @Nullable ClientTrust trust) throws GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        String names = credentials.get(0).names().stream().sorted().collect(Collectors.joining(" "));
        sha256.update((config.clientCertificates() + " " + names).getBytes(StandardCharsets.UTF_8));
        if (trust != null) {
            for (X509Certificate authority : trust.getAcceptedIssuers()) {
                sha256.update(authority.getEncoded());
            }
        }
        return sha256.digest();
    }

    private KeyManagerFactory keyManagers(List<Credential> credentials) throws GeneralSecurityException {
        KeyStore keys = emptyKeyStore();
        for (Credential credential : credentials) {
            keys.setKeyEntry(
                    "key-" + keys.size(),
                    credential.key(),
                    NO_PASSWORD,
                    credential.chain().toArray(X509Certificate[]::new));
        }
        KeyManagerFactory factory = provider.isBoringSsl()
                ? new OpenSslX509KeyManagerFactory()
                : KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, NO_PASSWORD);
        return factory;
    }

    static KeyStore emptyKeyStore() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        return store;
    }

    private static ClientAuth clientAuth(ClientCertificates clientCertificates) {
        return switch (clientCertificates) {
            case NONE -> ClientAuth.NONE;
            case OPTIONAL -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
        };
    }
}
