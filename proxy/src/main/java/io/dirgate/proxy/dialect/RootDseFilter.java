package io.dirgate.proxy.dialect;

import io.dirgate.proxy.ldap.EntryRewriter;
import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.operation.ResponseFilter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Adapts the rootDSE (RFC 4512 section 5.1) for clients of the gateway. Hides the SASL mechanism that {@link
 * SaslExternal} refuses, so that no client tries it first.
 */
public final class RootDseFilter implements ResponseFilter {
    @Override
    public int wanted() {
        return ENTRIES;
    }

    @Override
    public void filter(LdapEnvelope response, ByteBuf in, ByteBufAllocator alloc) throws LdapProtocolException {
        ByteBuf without =
                EntryRewriter.withoutValue(alloc, response, in, "supportedSASLMechanisms", SaslExternal.MECHANISM);
        if (without != null) {
            response.replace(without);
        }
    }
}
