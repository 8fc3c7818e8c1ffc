package io.dirgate.tests;

import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client that sends any bytes at all, and reads what comes back message by message. */
final class Wire implements AutoCloseable {
    /** RFC 4511 section 4.4.1. */
    static final String NOTICE_OF_DISCONNECTION = "1.3.6.1.4.1.1466.20036";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Socket socket;
    private final ASN1StreamReader reader;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        reader = new ASN1StreamReader(socket.getInputStream(), 64 << 20);
    }

    /** Plain TCP to the endpoint, whatever is spoken there. */
    static Wire tcp(Endpoint endpoint) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), 5_000);
        return new Wire(socket);
    }

    /** Plain TCP from one of this machine's addresses. */
    static Wire from(String local, Endpoint endpoint) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(local, 0));
        socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), 5_000);
        return new Wire(socket);
    }

    /** Secured as the endpoint says. */
    static Wire open(Endpoint endpoint) throws IOException {
        Wire wire = tcp(endpoint);
        return switch (endpoint.security()) {
            case PLAIN -> wire;
            case LDAPS -> wire.handshake(endpoint);
            case STARTTLS -> {
                wire.send(Messages.startTls(1));
                LDAPMessage answer = wire.read();
                if (answer.getExtendedResponseProtocolOp().getResultCode() != 0) {
                    throw new IOException("StartTLS was answered with " + answer);
                }
                yield wire.handshake(endpoint);
            }
        };
    }

    /** TLS over this connection, from now on. */
    Wire handshake(Endpoint endpoint) throws IOException {
        try {
            SSLSocket secured = (SSLSocket) UnboundId.trust(endpoint)
                    .createSSLSocketFactory()
                    .createSocket(socket, endpoint.host(), endpoint.port(), true);
            secured.startHandshake();
            return new Wire(secured);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    void send(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    void sendHex(String hex) throws IOException {
        send(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    void send(int messageId, ProtocolOp operation) throws IOException {
        send(Messages.encode(messageId, operation));
    }

    /** The next message, which must come. */
    LDAPMessage read() throws IOException {
        LDAPMessage message = readOrEnd();
        if (message == null) {
            throw new EOFException("the connection was closed");
        }
        return message;
    }

    /** The next message; null at the end of the stream. A reset is an exception. */
    @Nullable
    LDAPMessage readOrEnd() throws IOException {
        try {
            return LDAPMessage.readFrom(reader, false);
        } catch (LDAPException e) {
            throw new IOException("not an LDAP message: " + e.getMessage(), e);
        }
    }

    /** Reads the Notice of Disconnection that must come now, and the end after it. */
    ExtendedResponseProtocolOp readNotice() throws IOException {
        LDAPMessage message = readOrEnd();
        if (message == null) {
            throw new AssertionError("the connection was closed without a Notice of Disconnection");
        }
        if (message.getMessageID() != 0 || message.getProtocolOpType() != (byte) 0x78) {
            throw new AssertionError("instead of a Notice of Disconnection came " + message);
        }
        ExtendedResponseProtocolOp notice = message.getExtendedResponseProtocolOp();
        if (!NOTICE_OF_DISCONNECTION.equals(notice.getResponseOID())) {
            throw new AssertionError("an unsolicited message that is no Notice of Disconnection: " + notice);
        }
        LDAPMessage more = readOrEnd();
        if (more != null) {
            throw new AssertionError("after the Notice of Disconnection came " + more);
        }
        return notice;
    }

    /** Whether the other side closes, within the patience that a test has, whatever it says before. */
    boolean ends() {
        byte[] buffer = new byte[8192];
        try {
            while (socket.getInputStream().read(buffer) >= 0) {
                // What it says is not looked at here.
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    int localPort() {
        return socket.getLocalPort();
    }

    Socket socket() {
        return socket;
    }

    /** No more requests will come, but answers are still read. */
    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Vanishes with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
