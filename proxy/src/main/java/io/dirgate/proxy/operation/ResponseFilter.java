package io.dirgate.proxy.operation;

import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Passes, drops or replaces the responses to one operation before the client receives them. It receives only the kinds
 * of response that it asks for, each one complete. Called on the session's event loop. A filter that several sessions
 * share must not hold the state of a session.
 */
public interface ResponseFilter {
    int ENTRIES = 1;
    int REFERENCES = 1 << 1;
    int RESULTS = 1 << 2;

    /** A filter that receives no responses. */
    ResponseFilter NONE = new ResponseFilter() {
        @Override
        public int wanted() {
            return 0;
        }

        @Override
        public void filter(LdapEnvelope response, ByteBuf in, ByteBufAllocator alloc) {
            // Never called.
        }
    };

    /**
     * The kinds of response that it receives: {@link #ENTRIES}, {@link #REFERENCES} and {@link #RESULTS}, combined by
     * or.
     */
    int wanted();

    /**
     * Decides about one response with {@link LdapEnvelope#drop} or {@link LdapEnvelope#replace}. Without either call,
     * the response passes.
     *
     * @param in contains the whole response at the envelope's indexes; the caller keeps ownership
     */
    void filter(LdapEnvelope response, ByteBuf in, ByteBufAllocator alloc) throws LdapProtocolException;
}
