package io.dirgate.proxy.client;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** The group of a connection's key exchange, which tells whether it withstands quantum computers ({@code X25519MLKEM768} does). */
public final class KeyExchange {
    private KeyExchange() {}

    /** As BoringSSL names it; null for RSA key exchange, and for the JDK, which does not tell. */
    public static @Nullable String of(SSLEngine engine) {
        if (!(engine instanceof ReferenceCountedOpenSslEngine boringSsl)) {
            return null;
        }
        try {
            String group = SSL.getGroupName(boringSsl.sslPointer());
            // One text for all sessions.
            return group == null ? null : group.intern();
        } catch (Exception e) {
            // It is declared so; what is only for the log ends no session.
            return null;
        }
    }
}
