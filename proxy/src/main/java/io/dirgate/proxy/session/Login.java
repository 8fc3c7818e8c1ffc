package io.dirgate.proxy.session;

import io.dirgate.proxy.upstream.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Whom a session is bound as (RFC 4513 section 3 calls it the authorization state). A state has only the moves that are legal in it.
 *
 * <pre>
 * Anonymous ─┐            ┌── success ─────────&gt; Bound ── first bytes of a layer ──&gt; Layered
 * Bound ─────┼─ bind ─&gt; Binding ── refused ────&gt; Anonymous
 * Negotiating┘            └── in progress ────&gt; Negotiating
 * </pre>
 */
sealed interface Login {
    /** Whom the session is bound as; null for nobody. */
    default @Nullable Identity identity() {
        return null;
    }

    /** True while other requests must wait for the bind's result (RFC 4511 section 4.2.1). */
    default boolean isBinding() {
        return false;
    }

    /** True if the session can go on over another connection to a directory server, with nothing lost. */
    default boolean canBeRestored() {
        return false;
    }

    /** A state in which the client may bind. */
    sealed interface Settled extends Login {
        /**
         * @param asking whom success will make the session; null where it proves nothing
         * @param mayProtect whether success may put a SASL security layer in force
         */
        default Binding bind(@Nullable Identity asking, boolean mayProtect) {
            return new Binding(asking, mayProtect);
        }
    }

    /** No bind has succeeded; the directory decides what is allowed. */
    record Anonymous() implements Settled {
        @Override
        public boolean canBeRestored() {
            return true;
        }
    }

    /** A bind is on its way. */
    record Binding(@Nullable Identity asking, boolean mayProtect) implements Login {
        Login succeeded() {
            return asking == null ? new Anonymous() : new Bound(asking);
        }

        /** The credential is forgotten. */
        Negotiating inProgress() {
            forget();
            return new Negotiating();
        }

        /** The credential is forgotten. */
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

    /** Between two steps of a SASL bind: the next word is the client's. */
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

    /** Behind a SASL security layer (RFC 4422 section 3.7): bytes go both ways and mean nothing here. */
    record Layered(Identity as) implements Login {
        @Override
        public Identity identity() {
            return as;
        }
    }
}
