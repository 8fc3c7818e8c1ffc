package io.dirgate.bench.micro;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchScope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** What the benchmarks chew on: a login's search, and entries of 1 KB. */
final class Messages {
    private static final int MESSAGE_ID = 1_000;

    private Messages() {}

    static ByteBuf search() {
        Filter filter = Filter.createANDFilter(
                Filter.createEqualityFilter("objectClass", "user"),
                Filter.createEqualityFilter("sAMAccountName", "alice"));
        return direct(new SearchRequestProtocolOp(
                "OU=People,DC=corp,DC=example,DC=com",
                SearchScope.SUB,
                DereferencePolicy.NEVER,
                0,
                30,
                false,
                filter,
                List.of("cn", "mail", "memberOf")));
    }

    static ByteBuf entry() {
        return direct(new SearchResultEntryProtocolOp(
                "CN=Alice Ames,OU=People,DC=corp,DC=example,DC=com",
                List.of(new Attribute("cn", "Alice Ames"), new Attribute("thumbnailPhoto", new byte[900]))));
    }

    static ByteBuf done() {
        return direct(new SearchResultDoneProtocolOp(0, null, null, null));
    }

    private static ByteBuf direct(ProtocolOp op) {
        return Unpooled.directBuffer()
                .writeBytes(new LDAPMessage(MESSAGE_ID, op).encode().encode());
    }
}
