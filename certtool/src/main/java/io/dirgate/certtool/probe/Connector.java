package io.dirgate.certtool.probe;

import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import io.dirgate.certtool.pki.Hostname;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.BufferUnderflowException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Opens a connection to one address of an endpoint as a client would, but accepts any certificate, so that it can be judged after. */
public final class Connector {
    private static final LDAPMessage ROOT_DSE_SEARCH = new LDAPMessage(
            1,
            new SearchRequestProtocolOp(
                    "",
                    SearchScope.BASE,
                    DereferencePolicy.NEVER,
                    1,
                    0,
                    true,
                    Filter.createPresenceFilter("objectClass"),
                    List.of("1.1")));

    private final Endpoint endpoint;
    private final int timeoutMillis;

    public Connector(Endpoint endpoint, Duration timeout) {
        this.endpoint = endpoint;
        this.timeoutMillis = Math.toIntExact(timeout.toMillis());
    }

    /** Connects and, unless the endpoint has none, goes through TLS. */
    public Secured open(InetAddress address) throws ProbeFailure {
        Socket socket = connect(address);
        boolean done = false;
        try {
            if (endpoint.security() == Endpoint.Security.START_TLS) {
                askForTls(socket);
            }
            Secured secured = endpoint.security() == Endpoint.Security.NONE
                    ? new Secured(socket, "", "", List.of())
                    : handshake(socket);
            done = true;
            return secured;
        } catch (ProbeFailure e) {
            if (e.stage() == Stage.TLS && endpoint.security() == Endpoint.Security.LDAPS && speaksPlainLdap(address)) {
                throw new ProbeFailure(
                        Stage.TLS,
                        "port " + endpoint.port()
                                + " speaks plain LDAP, not TLS; use ldap:// with --starttls, or the port of"
                                + " LDAPS (636)",
                        e);
            }
            throw e;
        } finally {
            if (!done) {
                closeQuietly(socket);
            }
        }
    }

    /** Which key-exchange group the endpoint chooses; null if it does not tell, or has no TLS. Takes a connection of its own. */
    public @Nullable KeyExchange keyExchange(InetAddress address) {
        if (endpoint.security() == Endpoint.Security.NONE) {
            return null;
        }
        try (Socket socket = connect(address)) {
            if (endpoint.security() == Endpoint.Security.START_TLS) {
                askForTls(socket);
            }
            return KeyExchange.ask(socket, serverName());
        } catch (ProbeFailure | IOException | BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The name to greet the server by; an address is none (RFC 6066 section 3). */
    private @Nullable String serverName() {
        return Hostname.address(endpoint.host()) == null && endpoint.host().indexOf('.') > 0 ? endpoint.host() : null;
    }

    private Socket connect(InetAddress address) throws ProbeFailure {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address, endpoint.port()), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            socket.setTcpNoDelay(true);
            return socket;
        } catch (IOException e) {
            closeQuietly(socket);
            throw Causes.ofConnect(e, address, endpoint.port());
        }
    }

    private void askForTls(Socket socket) throws ProbeFailure {
        try {
            LDAPMessage request = new LDAPMessage(
                    1, new ExtendedRequestProtocolOp(StartTLSExtendedRequest.STARTTLS_REQUEST_OID, null));
            socket.getOutputStream().write(request.encode().encode());
            LDAPMessage answer = LDAPMessage.readFrom(new ASN1StreamReader(socket.getInputStream()), true);
            if (answer == null) {
                throw new ProbeFailure(
                        Stage.TLS,
                        "the server closed the connection when asked for StartTLS; the port may be LDAPS (try without"
                                + " --starttls)");
            }
            ExtendedResponseProtocolOp response = answer.getExtendedResponseProtocolOp();
            if (response.getResultCode() != ResultCode.SUCCESS_INT_VALUE) {
                throw new ProbeFailure(
                        Stage.TLS,
                        "the server refuses StartTLS with result " + response.getResultCode() + " ("
                                + response.getDiagnosticMessage()
                                + "); a domain controller does so while it has no usable certificate");
            }
        } catch (LDAPException | IOException | ClassCastException e) {
            throw new ProbeFailure(
                    Stage.TLS,
                    "the server did not answer StartTLS as an LDAP server does (" + Reason.of(e)
                            + "); the port may be LDAPS (try without --starttls) or no directory",
                    e);
        }
    }

    private Secured handshake(Socket plain) throws ProbeFailure {
        RecordingTrustManager recorder = new RecordingTrustManager();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {recorder}, null);
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, endpoint.host(), endpoint.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            String name = serverName();
            if (name != null) {
                parameters.setServerNames(List.of(new SNIHostName(name)));
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            List<X509Certificate> chain = recorder.chain();
            return new Secured(
                    socket,
                    socket.getSession().getProtocol(),
                    socket.getSession().getCipherSuite(),
                    chain);
        } catch (SocketTimeoutException e) {
            throw new ProbeFailure(
                    Stage.TLS,
                    "the TLS handshake got no answer within " + timeoutMillis
                            + " ms; the port may speak plain LDAP (try --starttls), or something on the way swallows TLS",
                    e);
        } catch (SSLException | SocketException e) {
            throw Causes.ofHandshake(e);
        } catch (IOException | GeneralSecurityException e) {
            throw new ProbeFailure(Stage.TLS, "the TLS handshake failed: " + e.getMessage(), e);
        }
    }

    /** Directories cut off a TLS greeting on their plain port without a word, so they are asked in their own tongue. */
    private boolean speaksPlainLdap(InetAddress address) {
        try (Socket socket = connect(address)) {
            socket.getOutputStream().write(ROOT_DSE_SEARCH.encode().encode());
            return LDAPMessage.readFrom(new ASN1StreamReader(socket.getInputStream()), true) != null;
        } catch (ProbeFailure | IOException | LDAPException e) {
            return false;
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException nothingLeftToDo) {
            // The connection has failed already.
        }
    }
}
