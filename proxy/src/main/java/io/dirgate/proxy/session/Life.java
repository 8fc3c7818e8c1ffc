package io.dirgate.proxy.session;

/**
 * How much of its life a session has left. A state has only the moves that are legal in it.
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

    /** What is in flight is answered; then the session ends. */
    record Draining(Ending ending) implements Life {}

    /** Terminal. */
    record Closed() implements Life {
        @Override
        public boolean isClosed() {
            return true;
        }
    }
}
