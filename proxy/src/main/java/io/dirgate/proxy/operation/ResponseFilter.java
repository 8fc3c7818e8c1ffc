package io.dirgate.proxy.operation;

import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Sees the responses to one operation before the client does, and passes, drops or replaces each. It sees only the kinds that it wants,
 * each of them whole. Called on the session's event loop; one that sessions share keeps no state of a session.
 */
public interface ResponseFilter {
    int ENTRIES = 1;
    int REFERENCES = 1 << 1;
    int RESULTS = 1 << 2;

    /** Wants nothing. */
    ResponseFilter NONE = new ResponseFilter() {
        @Override
        public int wanted() {
            return 0;
        }

        @Override
        public void filter(LdapEnvelope response, ByteBuf in, ByteBufAllocator alloc) {
            // It is not called.
        }
    };

    /** The kinds of responses that it sees: {@link #ENTRIES}, {@link #REFERENCES} and {@link #RESULTS}, or-ed. */
    int wanted();

    /**
     * Decides about one response, by {@link LdapEnvelope#drop} or {@link LdapEnvelope#replace}; it passes where neither is called.
     *
     * @param in holds the whole response, at the envelope's indexes; it stays the caller's
     */
    void filter(LdapEnvelope response, ByteBuf in, ByteBufAllocator alloc) throws LdapProtocolException;
}
