package io.dirgate.proxy.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerStateTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 search dc=x (cn=a) uSNChanged",
                "1 search dc=x (cn=a) USNCREATED",
                "1 search dc=x (cn=a) uSNLastObjRem",
                "1 search - (cn=a) highestCommittedUSN",
                "1 search - (cn=a) dsServiceName",
                "1 search dc=x (cn=a) invocationId",
                "1 search dc=x (&(objectClass=user)(uSNChanged>=7)) cn",
                "1 search dc=x (!(usnchanged<=7)) cn",
                "1 dirSync dc=x",
                "1 rootDse",
            })
    void isReadByASearchThat(String search) throws LdapProtocolException {
        assertThat(isRead(search)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 search dc=x",
                "1 search dc=x (cn=a) *",
                "1 search dc=x (cn=uSNChanged) description",
                "1 search dc=x (unusn=a) lastUSN",
                "1 search dc=x (cn=a) userPrincipalName",
                "1 search dc=x (cn=a) invocationIdentity",
                "1 notify dc=x",
                "1 page dc=x",
            })
    void isNotReadByASearchThat(String search) throws LdapProtocolException {
        assertThat(isRead(search)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"cn, false", "*, true", "+, true", "1.1, false"})
    void theRootDseIsReadWhole(String attribute, boolean read) throws LdapProtocolException {
        SearchRequestProtocolOp search = new SearchRequestProtocolOp(
                "",
                SearchScope.BASE,
                DereferencePolicy.NEVER,
                0,
                0,
                false,
                Filter.createPresenceFilter("objectClass"),
                List.of("supportedControl", attribute));
        assertThat(isRead(Messages.message(1, search))).isEqualTo(read);
    }

    private static boolean isRead(String search) throws LdapProtocolException {
        return isRead(LdapText.encode(search));
    }

    private static boolean isRead(byte[] message) throws LdapProtocolException {
        LdapFrame frame = Messages.frame(message);
        Utf8Text shape = new Utf8Text();
        int filter = RequestView.filterStart(frame, RequestView.searchBase(frame, new Utf8Text(), 100));
        FilterShape.write(frame, filter, shape, 1000);
        Utf8Text base = new Utf8Text();
        RequestView.name(frame, base, 100);
        boolean rootDse = base.isEmpty()
                && RequestView.scope(frame, RequestView.searchBase(frame, new Utf8Text(), 100))
                        == RequestView.SCOPE_BASE;
        RequestControls controls = new RequestControls();
        controls.read(frame);
        return controls.isDirSync() || ServerState.isReadBy(frame, filter, shape, rootDse);
    }
}
