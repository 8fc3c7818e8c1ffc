package io.dirgate.tests;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.PEMFileKeyManager;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllSSLSocketVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;

/** Connections of the UnboundID SDK, which never reconnect behind a test's back. */
final class UnboundId {
    private static final int LARGEST_MESSAGE = 64 << 20;

    private UnboundId() {}

    /** Connected and secured, not bound. */
    static LDAPConnection connect(Endpoint endpoint) throws LDAPException {
        LDAPConnectionOptions options = options();
        return switch (endpoint.security()) {
            case PLAIN -> new LDAPConnection(options, endpoint.host(), endpoint.port());
            case LDAPS -> {
                try {
                    yield new LDAPConnection(
                            trust(endpoint).createSSLSocketFactory(), options, endpoint.host(), endpoint.port());
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException(e);
                }
            }
            case STARTTLS -> {
                LDAPConnection connection = new LDAPConnection(options, endpoint.host(), endpoint.port());
                connection.processExtendedOperation(startTls(endpoint));
                yield connection;
            }
        };
    }

    /** As {@link #connect}, but whatever name the certificate has: for one that is reached by way of a relay. */
    static LDAPConnection connectAnyName(Endpoint endpoint) throws LDAPException {
        LDAPConnectionOptions options = options();
        options.setSSLSocketVerifier(TrustAllSSLSocketVerifier.getInstance());
        try {
            return new LDAPConnection(
                    trust(endpoint).createSSLSocketFactory(), options, endpoint.host(), endpoint.port());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The entry, which must be there. */
    static SearchResultEntry entry(LDAPInterface connection, String dn, String... attributes) throws LDAPException {
        SearchResultEntry found = connection.getEntry(dn, attributes);
        if (found == null) {
            throw new AssertionError("there is no entry " + dn);
        }
        return found;
    }

    /** Where the next page begins, as a page of a paged search says; empty after the last one. */
    static ASN1OctetString cookie(SearchResult page) throws LDAPException {
        SimplePagedResultsControl control = SimplePagedResultsControl.get(page);
        if (control == null) {
            throw new AssertionError("no page, but " + page);
        }
        return control.getCookie();
    }

    /** Over TLS from the first byte, with a certificate of the client's own. */
    static LDAPConnection connectWith(TestAuthority.PemFiles own, Endpoint endpoint) throws LDAPException {
        try {
            SSLUtil tls = new SSLUtil(
                    new PEMFileKeyManager(
                            own.certificate().toFile(), own.privateKey().toFile()),
                    new PEMFileTrustManager(endpoint.ca().toFile()));
            return new LDAPConnection(tls.createSSLSocketFactory(), options(), endpoint.host(), endpoint.port());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static LDAPConnection bound(Endpoint endpoint, String name, String password) throws LDAPException {
        LDAPConnection connection = connect(endpoint);
        connection.bind(name, password);
        return connection;
    }

    static StartTLSExtendedRequest startTls(Endpoint endpoint) throws LDAPException {
        try {
            return new StartTLSExtendedRequest(trust(endpoint).createSSLContext());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static SSLUtil trust(Endpoint endpoint) {
        try {
            return new SSLUtil(new PEMFileTrustManager(endpoint.ca().toFile()));
        } catch (KeyStoreException e) {
            throw new IllegalStateException("cannot read " + endpoint.ca(), e);
        }
    }

    static LDAPConnectionOptions options() {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(10_000);
        options.setResponseTimeoutMillis(60_000);
        options.setMaxMessageSize(LARGEST_MESSAGE);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(false));
        return options;
    }
}
