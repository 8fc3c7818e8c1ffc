package io.dirgate.proxy.operation;

import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Ended operations of one event loop, reused for its next requests. The most recently used object is still in the
 * processor's cache, and a request creates no garbage.
 */
public final class OperationPool {
    /** Maximum number of objects. They take half a megabyte if clients send long names and filters. */
    private static final int MAX = 256;

    private static final FastThreadLocal<OperationPool> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected OperationPool initialValue() {
            return new OperationPool();
        }
    };

    private final Deque<Operation> ended = new ArrayDeque<>();

    private OperationPool() {}

    /** The pool of the calling event loop. */
    public static OperationPool ofLoop() {
        return OF_LOOP.get();
    }

    /**
     * Takes ownership of the frame, even if it throws.
     *
     * @throws LdapProtocolException if a field of the request is invalid
     */
    public Operation begin(long sequence, LdapFrame request, long nanos) throws LdapProtocolException {
        Operation operation = ended.isEmpty() ? new Operation() : ended.pop();
        try {
            operation.begin(sequence, request, nanos);
            return operation;
        } catch (LdapProtocolException e) {
            request.release();
            end(operation);
            throw e;
        }
    }

    /** Returns an operation to the pool. The caller must not use it afterwards. */
    public void end(Operation operation) {
        if (ended.size() < MAX) {
            ended.push(operation);
        }
    }
}
