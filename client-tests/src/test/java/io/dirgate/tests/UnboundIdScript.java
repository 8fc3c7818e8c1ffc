package io.dirgate.tests;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.AsyncRequestID;
import com.unboundid.ldap.sdk.BasicAsyncSearchResultListener;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The UnboundID SDK, used as applications use it: one operation after the other, many at once, and from a pool. */
final class UnboundIdScript {
    private static final String NAME = "CN=Made By UnboundID," + Corp.PEOPLE;

    private UnboundIdScript() {}

    static String run(Endpoint endpoint) throws Exception {
        Transcript seen = new Transcript();
        try (LDAPConnection connection = UnboundId.connect(endpoint)) {
            binds(seen, connection);
            writes(seen, connection);
            paged(seen, connection);
            manyAtOnce(seen, connection);
        }
        pooled(seen, endpoint);
        return seen.toString();
    }

    private static void binds(Transcript seen, LDAPConnection connection) {
        seen.step("rootDSE", () -> UnboundId.entry(connection, "").getAttributeValue("defaultNamingContext"));
        seen.step("bind by DN", () -> connection.bind(Corp.ALICE_DN, Corp.PASSWORD));
        seen.step("bind by NT name", () -> connection.bind(Corp.ALICE_NT, Corp.PASSWORD));
        seen.step("wrong password", () -> connection.bind(Corp.ALICE_UPN, "wrong"));
        seen.step("bind by UPN", () -> connection.bind(Corp.ALICE_UPN, Corp.PASSWORD));
        seen.step("read", () -> connection.getEntry(Corp.ALICE_DN, "mail", "memberOf"));
        seen.step("unknown extended operation", () -> connection.processExtendedOperation("1.2.3.4"));
        seen.step("bad control value", () -> {
            Control control = new Control("1.2.840.113556.1.4.801", true, new ASN1OctetString("nonsense"));
            return connection.search(new SearchRequest(Corp.ALICE_DN, SearchScope.BASE, "(objectClass=*)", "1.1")
                    .duplicate(new Control[] {control}));
        });
    }

    private static void writes(Transcript seen, LDAPConnection connection) {
        seen.step("as administrator", () -> connection.bind(Corp.ADMINISTRATOR, Corp.ADMINISTRATOR_PASSWORD));
        seen.step("add", () -> connection.add("dn: " + NAME, "objectClass: contact", "description: made"));
        seen.step(
                "modify",
                () -> connection.modify(NAME, new Modification(ModificationType.REPLACE, "description", "changed")));
        seen.step(
                "compare",
                () -> connection.compare(NAME, "description", "changed").compareMatched());
        seen.step("read it", () -> connection.getEntry(NAME, "description"));
        seen.step("delete", () -> connection.delete(NAME));
        seen.step("read nothing", () -> connection.getEntry(NAME, "description"));
    }

    private static void paged(Transcript seen, LDAPConnection connection) throws LDAPException {
        @Nullable ASN1OctetString cookie = null;
        do {
            SearchRequest request = new SearchRequest(Corp.MANY, SearchScope.ONE, "(description=*)", "description");
            request.addControl(new SimplePagedResultsControl(700, cookie));
            SearchResult page = connection.search(request);
            cookie = UnboundId.cookie(page);
            seen.note("page", page.getEntryCount() + " " + Objects.hashCode(page.getSearchEntries()));
        } while (cookie.getValueLength() > 0);
    }

    // Samba answers in the order of asking; each answer must belong to its question all the same.
    private static void manyAtOnce(Transcript seen, LDAPConnection connection) throws Exception {
        List<AsyncRequestID> pending = new ArrayList<>();
        List<BasicAsyncSearchResultListener> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            BasicAsyncSearchResultListener listener = new BasicAsyncSearchResultListener();
            answers.add(listener);
            String filter = "(cn=" + Corp.entryName(i) + ")";
            pending.add(connection.asyncSearch(
                    new SearchRequest(listener, Corp.MANY, SearchScope.ONE, filter, "description")));
        }
        for (int i = 0; i < pending.size(); i++) {
            seen.note(
                    "answer",
                    pending.get(i).get().getResultCode() + " " + answers.get(i).getSearchEntries());
        }
    }

    private static void pooled(Transcript seen, Endpoint endpoint) throws LDAPException, GeneralSecurityException {
        LDAPConnection first = UnboundId.connect(endpoint);
        StartTLSPostConnectProcessor secure = endpoint.security() == Endpoint.Security.STARTTLS
                ? new StartTLSPostConnectProcessor(UnboundId.trust(endpoint).createSSLContext())
                : null;
        first.bind(new SimpleBindRequest(Corp.ALICE_UPN, Corp.PASSWORD));
        try (LDAPConnectionPool pool = new LDAPConnectionPool(first, 1, 8, secure)) {
            long right = IntStream.range(0, 200)
                    .parallel()
                    .filter(i -> Corp.entryDescription(i).equals(description(pool, i)))
                    .count();
            seen.note("right answers from the pool", right);
            seen.step(
                    "bind and go back to the pool's identity",
                    () -> pool.bindAndRevertAuthentication(
                            new SimpleBindRequest("bob@corp.example.com", Corp.PASSWORD)));
            seen.step("read from the pool", () -> pool.getEntry(Corp.ALICE_DN, "mail"));
        }
    }

    private static @Nullable String description(LDAPConnectionPool pool, int number) {
        try {
            return UnboundId.entry(pool, "CN=" + Corp.entryName(number) + "," + Corp.MANY, "description")
                    .getAttributeValue("description");
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }
}
