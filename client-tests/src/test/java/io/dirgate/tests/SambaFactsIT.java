package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the gateway takes for granted about Samba, seen without the gateway. */
@Needs({Needs.ROOT, Needs.SAMBA, Needs.LDAPSEARCH})
@ExtendWith(SharedServers.class)
class SambaFactsIT {
    private final SambaController controller;
    private final SambaDomain domain;

    SambaFactsIT(SambaDomain domain) {
        this.domain = domain;
        controller = domain.first();
    }

    @Test
    void wrongPasswordIsNamedBySubCode52e() {
        Ran ran = OpenLdap.as(Corp.ALICE_UPN, "wrong", controller.ldaps()).run("ldapwhoami");
        assertThat(ran.exitCode()).isEqualTo(49);
        assertThat(ran.err()).contains("AcceptSecurityContext error, data 52e");
    }

    @Test
    void disabledAccountIsNamedBySubCode533() {
        Ran ran = OpenLdap.as("dave@corp.example.com", Corp.PASSWORD, controller.ldaps())
                .run("ldapwhoami");
        assertThat(ran.exitCode()).isEqualTo(49);
        assertThat(ran.err()).contains("data 533");
    }

    @Test
    void searchAtTheRootEndsWithThreeReferencesOfTheSchemeItCameBy() {
        assertThat(references(controller.plain()))
                .hasSize(3)
                .allMatch(url -> url.startsWith("ldap://corp.example.com/"));
        assertThat(references(controller.ldaps()))
                .hasSize(3)
                .allMatch(url -> url.startsWith("ldaps://corp.example.com/"));
    }

    private static List<String> references(Endpoint endpoint) {
        Ran ran = OpenLdap.as(Corp.ALICE_UPN, Corp.PASSWORD, endpoint)
                .run("ldapsearch", "-LLL", "-b", Corp.BASE, "(sAMAccountName=alice)", "1.1");
        return ran.out()
                .lines()
                .filter(line -> line.startsWith("# ref"))
                .map(line -> line.substring("# ref".length()))
                .toList();
    }

    @Test
    void rootDseSaysThatItIsSynchronizedAndWhoItIs() {
        Ran ran = OpenLdap.anonymous(controller.plain())
                .run("ldapsearch", "-LLL", "-b", "", "-s", "base", "isSynchronized", "dnsHostName", "currentTime");
        assertThat(ran.out()).contains("isSynchronized: TRUE", "dnsHostName: dc1.corp.example.com", "currentTime: ");
    }

    @Test
    void hardenedControllerRefusesSimpleBindsInClear() {
        Ran inClear = OpenLdap.as(
                        Corp.ALICE_UPN, Corp.PASSWORD, domain.hardened().plain())
                .run("ldapwhoami");
        assertThat(inClear.exitCode()).isEqualTo(8);
        Ran secured = OpenLdap.as(
                        Corp.ALICE_UPN, Corp.PASSWORD, domain.hardened().startTls())
                .run("ldapsearch", "-b", Corp.ALICE_DN, "-s", "base", "1.1");
        assertThat(secured.exitCode()).isZero();
    }

    @Test
    void bindForgetsThePagedSearchesOfItsConnection() throws Exception {
        try (LDAPConnection connection = UnboundId.bound(controller.ldaps(), Corp.ALICE_UPN, Corp.PASSWORD)) {
            ASN1OctetString cookie = nextPage(connection, null);
            assertThat(nextPage(connection, cookie)).isNotNull();
            connection.bind(Corp.ALICE_UPN, Corp.PASSWORD);
            assertThatThrownBy(() -> nextPage(connection, cookie)).isInstanceOf(LDAPSearchException.class);
        }
    }

    /** Ten entries further; gives the cookie for the next ten. */
    private static ASN1OctetString nextPage(LDAPConnection connection, @Nullable ASN1OctetString cookie)
            throws LDAPException {
        SearchRequest search = new SearchRequest(Corp.MANY, SearchScope.ONE, "(objectClass=contact)", "1.1");
        search.addControl(new SimplePagedResultsControl(10, cookie, true));
        SearchResult page = connection.search(search);
        assertThat(page.getEntryCount()).isEqualTo(10);
        return UnboundId.cookie(page);
    }

    @Test
    void whoAmIIsRefused() {
        Ran ran = OpenLdap.as(Corp.ALICE_UPN, Corp.PASSWORD, controller.ldaps()).run("ldapwhoami");
        assertThat(ran.err()).contains("Protocol error (2)");
    }
}
