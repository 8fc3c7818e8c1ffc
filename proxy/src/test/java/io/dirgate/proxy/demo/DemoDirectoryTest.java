package io.dirgate.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.PLAINBindRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoDirectoryTest {
    private static final String ALICE = "CN=Alice Adams,CN=Users,DC=corp,DC=example,DC=com";

    private static DemoDirectory directory;

    private LDAPConnection client;

    @BeforeAll
    static void start() {
        directory = DemoDirectory.start();
    }

    @AfterAll
    static void stop() {
        directory.close();
    }

    @BeforeEach
    void connect() throws LDAPException {
        client = new LDAPConnection("127.0.0.1", directory.port());
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private SearchResultEntry entry(String dn, String... attributes) throws LDAPException {
        SearchResultEntry found = client.getEntry(dn, attributes);
        assertThat(found).isNotNull();
        return found;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ALICE,
                "cn=alice adams,cn=users,dc=corp,dc=example,dc=com",
                "alice@corp.example.com",
                "Alice@CORP.example.com",
                "CORP\\alice",
                "corp\\ALICE"
            })
    void aUserBindsByEveryNameThatAdTakes(String name) throws LDAPException {
        client.bind(name, DemoDirectory.PASSWORD);

        WhoAmIExtendedResult whoAmI =
                (WhoAmIExtendedResult) client.processExtendedOperation(new WhoAmIExtendedRequest());
        assertThat(whoAmI.getAuthorizationID()).isEqualTo("u:CORP\\alice");
    }

    @ParameterizedTest
    @CsvSource({
        "alice@corp.example.com,      wrong,          52e",
        "CORP\\alice,                 wrong,          52e",
        "nobody@corp.example.com,     Dirgate-Demo-1, 525",
        "OTHER\\alice,                Dirgate-Demo-1, 525",
        "alice,                       Dirgate-Demo-1, 525",
        "CORP\\carol,                 Dirgate-Demo-1, 533",
        "CORP\\carol,                 wrong,          52e",
        "'CN=Nobody,CN=Users,DC=corp,DC=example,DC=com', Dirgate-Demo-1, 525",
    })
    void aRefusalHasAdsWords(String name, String password, String subCode) {
        LDAPException refused = catchThrowableOfType(LDAPException.class, () -> client.bind(name, password));

        assertThat(refused.getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        assertThat(refused.getDiagnosticMessage())
                .isEqualTo("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data " + subCode
                        + ", v1db1");
    }

    @Test
    void saslIsNotOffered() throws LDAPException {
        LDAPException refused = catchThrowableOfType(
                LDAPException.class, () -> client.bind(new PLAINBindRequest("dn:" + ALICE, DemoDirectory.PASSWORD)));

        assertThat(refused.getResultCode()).isEqualTo(ResultCode.AUTH_METHOD_NOT_SUPPORTED);
        assertThat(entry("").hasAttribute("supportedSASLMechanisms")).isFalse();
    }

    @Test
    void strangersSeeTheRootDseOnly() throws LDAPException {
        SearchResultEntry rootDse = entry("");
        LDAPException refused = catchThrowableOfType(
                LDAPException.class, () -> client.search(DemoDirectory.BASE, SearchScope.SUB, "(cn=*)"));

        assertThat(rootDse.getAttributeValue("defaultNamingContext")).isEqualTo("DC=corp,DC=example,DC=com");
        assertThat(rootDse.getAttributeValue("dnsHostName")).isEqualTo("dc1.corp.example.com");
        assertThat(rootDse.getAttributeValue("isSynchronized")).isEqualTo("TRUE");
        Date currentTime = rootDse.getAttributeValueAsDate("currentTime");
        assertThat(currentTime).isNotNull();
        assertThat(currentTime.toInstant()).isBetween(Instant.now().minus(Duration.ofSeconds(30)), Instant.now());
        assertThat(refused.getResultCode()).isEqualTo(ResultCode.OPERATIONS_ERROR);
        assertThat(refused.getDiagnosticMessage()).contains("a successful bind must be completed");
    }

    @Test
    void aFailedBindLeavesAStranger() throws LDAPException {
        client.bind("CORP\\alice", DemoDirectory.PASSWORD);
        assertThatThrownBy(() -> client.bind("CORP\\alice", "wrong")).isInstanceOf(LDAPException.class);

        LDAPException refused = catchThrowableOfType(
                LDAPException.class, () -> client.search(DemoDirectory.BASE, SearchScope.SUB, "(cn=*)"));

        assertThat(refused.getResultCode()).isEqualTo(ResultCode.OPERATIONS_ERROR);
    }

    @Test
    void theRootDseGivesWhatIsAskedFor() throws LDAPException {
        SearchResultEntry some = entry("", "currentTime");
        SearchResult none = client.search("", SearchScope.BASE, "(dnsHostName=elsewhere)");

        assertThat(some.getAttributes()).singleElement().extracting("name").isEqualTo("currentTime");
        assertThat(none.getEntryCount()).isZero();
    }

    @Test
    void peopleAndGroupsNameEachOther() throws LDAPException {
        client.bind("CORP\\Administrator", DemoDirectory.PASSWORD);
        List<SearchResultEntry> everybody = client.search(DemoDirectory.BASE, SearchScope.SUB, "(memberOf=*)")
                .getSearchEntries();

        assertThat(everybody).isNotNull().hasSize(5);
        for (SearchResultEntry person : everybody) {
            String[] groups = person.getAttributeValues("memberOf");
            assertThat(groups).isNotNull();
            for (String group : groups) {
                assertThat(entry(group).getAttributeValues("member")).contains(person.getDN());
            }
        }
    }

    @Test
    void passwordsAreNeverShown() throws LDAPException {
        client.bind("CORP\\Administrator", DemoDirectory.PASSWORD);

        assertThat(entry(ALICE, "*", "+", "userPassword").hasAttribute("userPassword"))
                .isFalse();
    }

    @Test
    void aNewAccountMayBindAtOnce() throws Exception {
        client.bind("CORP\\Administrator", DemoDirectory.PASSWORD);
        client.add(
                "dn: CN=Eve,CN=Users,DC=corp,DC=example,DC=com",
                "objectClass: user",
                "sAMAccountName: eve",
                "userPassword: Another-Secret-2");

        client.bind("CORP\\eve", "Another-Secret-2");

        client.delete("CN=Eve,CN=Users,DC=corp,DC=example,DC=com");
    }
}
