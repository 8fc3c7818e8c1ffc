package io.dirgate.bench.load;

import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.List;

/** A request and the answer that it must get. */
public final class Operation {
    static final int BIND_REQUEST = 0x60;
    static final int BIND_RESPONSE = 0x61;
    static final int UNBIND_REQUEST = 0x42;
    static final int SEARCH_REQUEST = 0x63;
    static final int SEARCH_ENTRY = 0x64;
    static final int SEARCH_DONE = 0x65;

    /** Where nobody knows how long an entry must be. */
    static final int ANY_LENGTH = -1;

    /** Of the user that binds. */
    static final String PASSWORD = "Passw0rd.User";

    private final String name;
    private final byte[] request;
    private final int answerTag;
    private final int entries;
    private final int entryLength;

    Operation(String name, byte[] request, int answerTag, int entries, int entryLength) {
        this.name = name;
        this.request = request;
        this.answerTag = answerTag;
        this.entries = entries;
        this.entryLength = entryLength;
    }

    public static Operation bind() {
        return bind(CannedAnswer.USER, PASSWORD);
    }

    public static Operation bind(String name, String password) {
        return new Operation("bind", encode(new BindRequestProtocolOp(name, password)), BIND_RESPONSE, 0, 0);
    }

    /** Reads one entry's name from a directory server that is not canned. */
    public static Operation read(String entry) {
        byte[] request = encode(new SearchRequestProtocolOp(
                entry,
                SearchScope.BASE,
                DereferencePolicy.NEVER,
                0,
                30,
                false,
                Filter.createPresenceFilter("objectClass"),
                List.of("cn")));
        return new Operation("read " + entry, request, SEARCH_DONE, 1, ANY_LENGTH);
    }

    public static Operation unbind() {
        return new Operation("unbind", new byte[] {UNBIND_REQUEST, 0}, 0, 0, 0);
    }

    /** The search that a login page does, below the base of the canned answer that it is to get. */
    static Operation search(CannedAnswer answer) {
        Filter filter = Filter.createANDFilter(
                Filter.createEqualityFilter("objectClass", "user"),
                Filter.createEqualityFilter("sAMAccountName", "alice"));
        byte[] request = encode(new SearchRequestProtocolOp(
                answer.base(), SearchScope.SUB, DereferencePolicy.NEVER, 0, 30, false, filter, answer.attributes()));
        return new Operation("search " + answer.base(), request, SEARCH_DONE, answer.entries(), answer.entryLength());
    }

    String name() {
        return name;
    }

    /** The protocolOp, encoded; the message id is put before it when it is sent. */
    byte[] request() {
        return request;
    }

    /** The identifier octet of its response, 0 for a request that has none. */
    int answerTag() {
        return answerTag;
    }

    /** Search result entries before the response. */
    int entries() {
        return entries;
    }

    /** Content bytes of each entry's protocolOp, or {@link #ANY_LENGTH}. */
    int entryLength() {
        return entryLength;
    }

    static byte[] encode(ProtocolOp op) {
        return op.encodeProtocolOp().encode();
    }
}
