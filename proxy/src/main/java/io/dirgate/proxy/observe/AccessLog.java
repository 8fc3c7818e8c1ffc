package io.dirgate.proxy.observe;

/** One JSON line an operation. Never blocks the caller: lines that the disk cannot take in time are dropped and counted. */
public interface AccessLog extends AutoCloseable {
    AccessLog NONE = session -> operation -> {};

    /** One session's lines. It may keep what it says of the session, but for the identity. */
    interface OfSession {
        /** Called on the session's event loop when an operation has ended. */
        void operation(OperationFacts operation);
    }

    /** Called on the session's event loop before its first line, and again when a fact but the identity has changed. */
    OfSession of(SessionFacts session);

    /** Writes what is buffered; waits a bounded time. */
    @Override
    default void close() {}
}
