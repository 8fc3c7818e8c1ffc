package io.dirgate.proxy.demo;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The accounts and their bind names (MS-ADTS section 5.1.1.1.1: DN, user principal name, NetBIOS domain and account
 * name), and Active Directory's error texts for refused binds.
 */
final class AdAccounts {
    static final String PASSWORD = "userPassword";

    private static final String ACCOUNT_NAME = "sAMAccountName";
    private static final int ACCOUNT_DISABLED = 2;

    private @Nullable InMemoryDirectoryServer server;

    /** Sets the directory. The server is created with this object, so it is set later. */
    void in(InMemoryDirectoryServer directory) {
        server = directory;
    }

    /**
     * Authenticates an account and returns its DN.
     *
     * @throws LDAPException invalidCredentials with Active Directory's text, whose sub-code gives the reason
     */
    String authenticate(String name, byte[] password) throws LDAPException {
        Entry account = find(name);
        if (account == null) {
            throw refused("525");
        }
        if (!account.hasAttributeValue(PASSWORD, password)) {
            throw refused("52e");
        }
        Integer control = account.getAttributeValueAsInteger("userAccountControl");
        if (control != null && (control & ACCOUNT_DISABLED) != 0) {
            throw refused("533");
        }
        return account.getDN();
    }

    /** The authorization identity of RFC 4513 in Active Directory's form; empty for an anonymous client. */
    String authorizationId(@Nullable String dn) {
        try {
            Entry account = dn == null ? null : find(dn);
            return account == null
                    ? ""
                    : "u:" + DemoDirectory.NETBIOS_DOMAIN + "\\" + account.getAttributeValue(ACCOUNT_NAME);
        } catch (LDAPException e) {
            throw new IllegalStateException("the demo's directory cannot search itself", e);
        }
    }

    private @Nullable Entry find(String name) throws LDAPException {
        InMemoryDirectoryServer directory = Objects.requireNonNull(server);
        if (DN.isValidDN(name)) {
            return directory.getEntry(name);
        }
        Filter filter = filter(name);
        return filter == null
                ? null
                : directory.searchForEntry(
                        DemoDirectory.BASE, SearchScope.SUB, Filter.createANDFilter(person(), filter));
    }

    private static @Nullable Filter filter(String name) {
        int backslash = name.indexOf('\\');
        if (backslash >= 0) {
            return name.substring(0, backslash).equalsIgnoreCase(DemoDirectory.NETBIOS_DOMAIN)
                    ? Filter.createEqualityFilter(ACCOUNT_NAME, name.substring(backslash + 1))
                    : null;
        }
        return name.indexOf('@') < 0 ? null : Filter.createEqualityFilter("userPrincipalName", name);
    }

    private static Filter person() {
        return Filter.createEqualityFilter("objectClass", "user");
    }

    private static LDAPException refused(String subCode) {
        return new LDAPException(
                ResultCode.INVALID_CREDENTIALS,
                "80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data " + subCode + ", v1db1");
    }
}
