package io.dirgate.proxy.operation;

import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * An event loop's operations that have ended, for its next requests: the one used last is still in the processor's cache, and the
 * collector has nothing to do for a request.
 */
public final class OperationPool {
    /** Kept at most: half a megabyte where clients send long names and filters. */
    private static final int MOST = 256;

    private static final FastThreadLocal<OperationPool> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected OperationPool initialValue() {
            return new OperationPool();
        }
    };

    private final Deque<Operation> ended = new ArrayDeque<>();

    private OperationPool() {}

    /** The calling event loop's. */
    public static OperationPool ofLoop() {
        return OF_LOOP.get();
    }

    /**
     * Takes the frame over, whatever comes of it.
     *
     * @throws LdapProtocolException if the request's fields are not what they must be
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

    /** Nobody may use it any more. */
    public void end(Operation operation) {
        if (ended.size() < MOST) {
            ended.push(operation);
        }
    }
}
