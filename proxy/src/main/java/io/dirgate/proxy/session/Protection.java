package io.dirgate.proxy.session;

import org.jspecify.annotations.Nullable;

/**
 * The state of TLS between client and gateway. Each state offers only its legal moves.
 *
 * <pre>
 * Clear ── StartTLS ──&gt; Handshaking ── done ──&gt; On
 *                       (TLS first begins here)
 * </pre>
 */
sealed interface Protection {
    /** True if requests are served. */
    boolean admitsRequests();

    /** The established TLS connection; null before. */
    default @Nullable On tls() {
        return null;
    }

    /**
     * Without TLS.
     *
     * @param required whether only StartTLS is served
     */
    record Clear(boolean required) implements Protection {
        /** @param nanos now, on the event loop's clock; the same applies below */
        Handshaking handshake(long nanos) {
            return new Handshaking(nanos);
        }

        @Override
        public boolean admitsRequests() {
            return !required;
        }
    }

    /** The handshake is in progress. */
    record Handshaking(long sinceNanos) implements Protection {
        On done(String version, String cipher, @Nullable String keyExchange, long nanos) {
            return new On(version, cipher, keyExchange, nanos);
        }

        @Override
        public boolean admitsRequests() {
            return false;
        }
    }

    /**
     * The handshake is complete.
     *
     * @param version for example {@code TLSv1.3}
     * @param keyExchange the group, for example {@code X25519MLKEM768}; null if it is unknown
     */
    record On(String version, String cipher, @Nullable String keyExchange, long sinceNanos) implements Protection {
        @Override
        public boolean admitsRequests() {
            return true;
        }

        @Override
        public On tls() {
            return this;
        }
    }
}
