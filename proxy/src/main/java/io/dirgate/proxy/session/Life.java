package io.dirgate.proxy.session;

/**
 * The remaining life of a session. Each state offers only its legal moves.
 *
 * <pre>
 * Open ── drain ──&gt; Draining ── answered, or too late ──&gt; Closed
 *   └───────────────── close ────────────────────────────────┘
 * </pre>
 */
sealed interface Life {
    default boolean isClosed() {
        return false;
    }

    /** Requests are served. */
    record Open() implements Life {
        Draining drain(Ending ending) {
            return new Draining(ending);
        }
    }

    /** Operations in flight are answered; then the session ends. */
    record Draining(Ending ending) implements Life {}

    /** Terminal. */
    record Closed() implements Life {
        @Override
        public boolean isClosed() {
            return true;
        }
    }
}
