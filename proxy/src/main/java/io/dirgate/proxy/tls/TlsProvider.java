package io.dirgate.proxy.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCredential;
import io.netty.handler.ssl.SslProvider;

/**
 * The TLS implementation.
 *
 * @param provider BoringSSL if it loads (its handshakes cost a quarter to a third less), otherwise the JDK
 * @param description for the log line at the start; includes the reason if BoringSSL did not load
 */
public record TlsProvider(SslProvider provider, String description) {
    public static TlsProvider inUse() {
        return OpenSslCredential.isAvailable()
                ? new TlsProvider(SslProvider.OPENSSL_REFCNT, String.valueOf(OpenSsl.versionString()))
                : jdk("BoringSSL did not load: " + OpenSsl.unavailabilityCause());
    }

    static TlsProvider jdk(String reason) {
        return new TlsProvider(SslProvider.JDK, "JDK %s (%s)".formatted(Runtime.version(), reason));
    }

    boolean isBoringSsl() {
        return provider == SslProvider.OPENSSL_REFCNT;
    }
}
