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

/** Builds Netty's contexts for a listener. */
final class TlsContextFactory {
    private static final List<String> TLS_1_3_CIPHERS =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private static final char[] NO_PASSWORD = {};

    /** Bytes, BoringSSL's own limit of any handshake message that has no certificates in it. */
    private static final int MAX_HANDSHAKE_MESSAGE = 16 * 1024;

    /** Bytes of a client's certificates, or of a ClientHello: its ticket holds them again. Java alone would send chains of any length. */
    private static final int MAX_CLIENT_CHAIN = 128 * 1024;

    /**
     * Bytes, of each connection: what TLS says outside of a response, and has no other buffer for. Two session tickets of 250 bytes
     * and the alert or the close behind them have to fit, else the client gets them in part.
     */
    private static final int SIDE_BUFFER = 1024;

    /** The same where a ticket has the client's chain in it. */
    private static final int SIDE_BUFFER_WITH_CHAINS = 16 * 1024;

    private final TlsProvider provider;
    private final ServerTlsConfig config;

    TlsContextFactory(TlsProvider provider, ServerTlsConfig config) {
        this.provider = provider;
        this.config = config;
    }

    /**
     * @param credentials certificates of the same names and of different kinds of key; a client gets the first that it can use
     * @param trust null where clients are not asked for certificates
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

    /** Bytes; BoringSSL refuses a longer one with an alert. */
    int maxHandshakeMessage() {
        return asksForCertificates() ? MAX_CLIENT_CHAIN : MAX_HANDSHAKE_MESSAGE;
    }

    private boolean asksForCertificates() {
        return config.clientCertificates() != ClientCertificates.NONE;
    }

    /**
     * Netty's key manager takes the kind of key of the server's first cipher, whatever the client can do. BoringSSL itself chooses
     * rightly among its credentials, which come before what the key manager says.
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
     * A session is resumed only under the names that it began with (RFC 8446 section 4.6.1) and where the same is asked of clients:
     * ticket keys are common to a listener's contexts, and may be to a fleet's listeners.
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
