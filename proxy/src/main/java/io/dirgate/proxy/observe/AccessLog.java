package io.dirgate.proxy.observe;

/** One JSON line an operation. Never blocks the caller: lines that the disk cannot take in time are dropped and counted. */
public interface AccessLog extends AutoCloseable {
    AccessLog NONE = (session, operation) -> {};

    /** Called on the session's event loop when an operation has ended. */
    void operation(SessionFacts session, OperationFacts operation);

    /** Writes what is buffered; waits a bounded time. */
    @Override
    default void close() {}
}
