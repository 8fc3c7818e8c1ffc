package io.dirgate.proxy.session;

import io.dirgate.proxy.upstream.Identity;
import org.jspecify.annotations.Nullable;

/**
 * The identity that a session is bound as (in RFC 4513 section 3, the authorization state). Each state offers only its
 * legal moves.
 *
 * <pre>
 * Anonymous ─┐            ┌── success ─────────&gt; Bound ── first bytes of a layer ──&gt; Layered
 * Bound ─────┼─ bind ─&gt; Binding ── refused ────&gt; Anonymous
 * Negotiating┘            └── in progress ────&gt; Negotiating
 * </pre>
 */
sealed interface Login {
    /** The identity that the session is bound as; null if it is anonymous. */
    default @Nullable Identity identity() {
        return null;
    }

    /** True while other requests must wait for the bind's result (RFC 4511 section 4.2.1). */
    default boolean isBinding() {
        return false;
    }

    /** True if the session can continue on another server connection without loss. */
    default boolean canBeRestored() {
        return false;
    }

    /** A state in which the client may bind. */
    sealed interface Settled extends Login {
        /**
         * @param asking the identity that a successful bind gives the session; null if the bind proves none
         * @param mayProtect whether a successful bind may install a SASL security layer
         */
        default Binding bind(@Nullable Identity asking, boolean mayProtect) {
            return new Binding(asking, mayProtect);
        }
    }

    /** No bind has succeeded. The directory decides what an anonymous client may do. */
    record Anonymous() implements Settled {
        @Override
        public boolean canBeRestored() {
            return true;
        }
    }

    /** A bind is in flight. */
    record Binding(@Nullable Identity asking, boolean mayProtect) implements Login {
        Login succeeded() {
            return asking == null ? new Anonymous() : new Bound(asking);
        }

        /** The credential is forgotten. */
        Negotiating inProgress() {
            forget();
            return new Negotiating();
        }

        /** Forgets the credentials of the failed bind. */
        Anonymous failed() {
            forget();
            return new Anonymous();
        }

        private void forget() {
            if (asking != null) {
                asking.forget();
            }
        }

        @Override
        public boolean isBinding() {
            return true;
        }
    }

    /** Between two steps of a SASL bind: the client sends next. */
    record Negotiating() implements Settled {}

    /** A bind has succeeded. */
    record Bound(Identity as) implements Settled {
        Layered layered() {
            return new Layered(as);
        }

        @Override
        public Identity identity() {
            return as;
        }

        @Override
        public boolean canBeRestored() {
            return as.isRepeatable();
        }
    }

    /**
     * A SASL security layer is active (RFC 4422 section 3.7). Bytes are forwarded in both directions without
     * interpretation.
     */
    record Layered(Identity as) implements Login {
        @Override
        public Identity identity() {
            return as;
        }
    }
}
