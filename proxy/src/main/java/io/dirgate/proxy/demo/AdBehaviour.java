package io.dirgate.proxy.demo;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.listener.LDAPListenerClientConnection;
import com.unboundid.ldap.listener.LDAPListenerExceptionHandler;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedExtendedResult;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSASLBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindResult;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReadOnlySearchRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Adapts the in-memory server to Active Directory: bind names, the rootDSE, and no access for anonymous clients. */
final class AdBehaviour extends InMemoryOperationInterceptor implements LDAPListenerExceptionHandler {
    private final AdAccounts accounts;
    /** DN of the bound account, by connection. */
    private final Map<Long, String> bound = new ConcurrentHashMap<>();

    AdBehaviour(AdAccounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest bind) throws LDAPException {
        bound.remove(bind.getConnectionID());
        SimpleBindRequest request = bind.getRequest();
        ASN1OctetString password = request.getPassword();
        // Without a name or a password it is an anonymous bind.
        if (!request.getBindDN().isEmpty() && password != null && password.getValueLength() > 0) {
            String dn = accounts.authenticate(request.getBindDN(), password.getValue());
            bind.setRequest(new SimpleBindRequest(dn, password.getValue(), request.getControls()));
        }
    }

    @Override
    public void processSimpleBindResult(InMemoryInterceptedSimpleBindResult bind) {
        String dn = bind.getRequest().getBindDN();
        BindResult result = bind.getResult();
        if (result != null && result.getResultCode().equals(ResultCode.SUCCESS) && !dn.isEmpty()) {
            bound.put(bind.getConnectionID(), dn);
        }
    }

    /**
     * Refuses all SASL binds. The in-memory server offers PLAIN, which Active Directory lacks, and AD's own mechanisms
     * need a Kerberos or NTLM server.
     */
    @Override
    public void processSASLBindRequest(InMemoryInterceptedSASLBindRequest bind) throws LDAPException {
        bound.remove(bind.getConnectionID());
        throw new LDAPException(
                ResultCode.AUTH_METHOD_NOT_SUPPORTED,
                "00002027: LdapErr: DSID-0C0905ED, comment: Invalid Authentication method, data 0, v1db1");
    }

    @Override
    public void processSearchRequest(InMemoryInterceptedSearchRequest search) throws LDAPException {
        ReadOnlySearchRequest request = search.getRequest();
        if (request.getBaseDN().isEmpty() && request.getScope().equals(SearchScope.BASE)) {
            Entry rootDse = AdRootDse.read(request);
            if (rootDse != null) {
                search.sendSearchEntry(rootDse);
            }
            // An interceptor throws this to report that it has answered the search.
            throw new LDAPException(ResultCode.SUCCESS);
        }
        if (!bound.containsKey(search.getConnectionID())) {
            throw new LDAPException(
                    ResultCode.OPERATIONS_ERROR,
                    "000004DC: LdapErr: DSID-0C0907C2, comment: In order to perform this operation a successful bind"
                            + " must be completed on the connection., data 0, v1db1");
        }
    }

    @Override
    public void processSearchEntry(InMemoryInterceptedSearchEntry found) {
        SearchResultEntry entry = found.getSearchEntry();
        if (entry != null && entry.hasAttribute(AdAccounts.PASSWORD)) {
            Entry shown = entry.duplicate();
            shown.removeAttribute(AdAccounts.PASSWORD);
            found.setSearchEntry(shown);
        }
    }

    @Override
    public void processExtendedResult(InMemoryInterceptedExtendedResult extended) {
        if (extended.getRequest().getOID().equals(WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID)) {
            String dn = bound.get(extended.getConnectionID());
            extended.setResult(new WhoAmIExtendedResult(
                    extended.getMessageID(), ResultCode.SUCCESS, null, null, null, accounts.authorizationId(dn), null));
        }
    }

    @Override
    public void connectionCreationFailure(@Nullable Socket socket, Throwable cause) {}

    @Override
    public void connectionTerminated(LDAPListenerClientConnection connection, @Nullable LDAPException cause) {
        bound.remove(connection.getConnectionID());
    }
}
