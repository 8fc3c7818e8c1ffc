package io.dirgate.proxy.client;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The group of a connection's key exchange. It shows whether the key exchange is quantum-safe, as with {@code
 * X25519MLKEM768}.
 */
public final class KeyExchange {
    private KeyExchange() {}

    /**
     * The group's name in BoringSSL. Null for an RSA key exchange, and for the JDK, which does not report the group.
     */
    public static @Nullable String of(SSLEngine engine) {
        if (!(engine instanceof ReferenceCountedOpenSslEngine boringSsl)) {
            return null;
        }
        try {
            String group = SSL.getGroupName(boringSsl.sslPointer());
            // Interned, so that all sessions share one string.
            return group == null ? null : group.intern();
        } catch (Exception e) {
            // The declared exception. A value for the log must not end a session.
            return null;
        }
    }
}
