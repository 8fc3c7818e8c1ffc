package io.dirgate.tests;

import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.List;

/** Well-formed requests as bytes. */
final class Messages {
    private Messages() {}

    static byte[] encode(int messageId, ProtocolOp operation) {
        return new LDAPMessage(messageId, operation).encode().encode();
    }

    static byte[] startTls(int messageId) {
        return encode(messageId, new ExtendedRequestProtocolOp("1.3.6.1.4.1.1466.20037", null));
    }

    static byte[] bind(int messageId, String name, String password) {
        return encode(messageId, new BindRequestProtocolOp(name, password));
    }

    /** Reads the rootDSE, which anonymous clients may. */
    static byte[] rootDse(int messageId) {
        return search(messageId, "", SearchScope.BASE, Filter.createPresenceFilter("objectClass"), "dnsHostName");
    }

    /** Finds one of the many entries. */
    static byte[] findEntry(int messageId, int number) {
        Filter filter = Filter.createEqualityFilter("cn", Corp.entryName(number));
        return search(messageId, Corp.MANY, SearchScope.ONE, filter, "description");
    }

    /** A search by whose size limit a scripted server knows that it must stay silent. */
    static byte[] neverAnswered(int messageId) {
        return neverAnswered(messageId, Corp.BASE);
    }

    static byte[] neverAnswered(int messageId, String base) {
        return encode(messageId, searchOf(base, SearchScope.SUB, 1));
    }

    static SearchRequestProtocolOp searchOf(String base, SearchScope scope, int sizeLimit) {
        return new SearchRequestProtocolOp(
                base,
                scope,
                DereferencePolicy.NEVER,
                sizeLimit,
                0,
                false,
                Filter.createPresenceFilter("objectClass"),
                List.of());
    }

    /** A search result entry with one value of so many bytes. */
    static byte[] entryOf(int bytes, int messageId) {
        return encode(
                messageId,
                new SearchResultEntryProtocolOp("CN=large", List.of(new Attribute("description", "x".repeat(bytes)))));
    }

    static byte[] search(int messageId, String base, SearchScope scope, Filter filter, String... attributes) {
        return encode(
                messageId,
                new SearchRequestProtocolOp(
                        base, scope, DereferencePolicy.NEVER, 0, 0, false, filter, List.of(attributes)));
    }
}
