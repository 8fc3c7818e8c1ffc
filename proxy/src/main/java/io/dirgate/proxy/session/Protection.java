package io.dirgate.proxy.session;

import org.jspecify.annotations.Nullable;

/**
 * Whether TLS is on between client and gateway. A state has only the moves that are legal in it.
 *
 * <pre>
 * Clear ── StartTLS ──&gt; Handshaking ── done ──&gt; On
 *                       (TLS first begins here)
 * </pre>
 */
sealed interface Protection {
    /** True if requests are served. */
    boolean admitsRequests();

    /** TLS, once it is on; null before. */
    default @Nullable On tls() {
        return null;
    }

    /**
     * In clear text.
     *
     * @param required whether only StartTLS is served
     */
    record Clear(boolean required) implements Protection {
        /** @param nanos now, by the event loop's clock; here and below */
        Handshaking handshake(long nanos) {
            return new Handshaking(nanos);
        }

        @Override
        public boolean admitsRequests() {
            return !required;
        }
    }

    /** The handshake is under way. */
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
     * The handshake is done.
     *
     * @param version {@code TLSv1.3} for example
     * @param keyExchange the group, {@code X25519MLKEM768} for example; null where it is not known
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
