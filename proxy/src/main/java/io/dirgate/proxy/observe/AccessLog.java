package io.dirgate.proxy.observe;

/**
 * Writes one line of JSON per operation. Never blocks the caller: if the disk is too slow, lines are dropped and
 * counted.
 */
public interface AccessLog extends AutoCloseable {
    AccessLog NONE = session -> operation -> {};

    /** The log of one session. It may keep the session's facts, except the identity. */
    interface OfSession {
        /** An operation has ended. Called on the session's event loop. */
        void operation(OperationFacts operation);
    }

    /**
     * Called on the session's event loop before its first line, and again when a fact other than the identity has
     * changed.
     */
    OfSession of(SessionFacts session);

    /** Writes the buffered lines. Waits only for a bounded time. */
    @Override
    default void close() {}
}
