package io.dirgate.proxy.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The JDK's TLS as a client; each instance resumes its own sessions. */
final class TlsClient {
    private final SSLContext context;

    private TlsClient(SSLContext context) {
        this.context = context;
    }

    static TlsClient trusting(TestPki.Pair authority) {
        return new TlsClient(context(authority, null));
    }

    /** @param issuers sent with the identity, in order */
    static TlsClient trusting(TestPki.Pair authority, TestPki.Pair identity, TestPki.Pair... issuers) {
        return new TlsClient(context(authority, identity, issuers));
    }

    private static SSLContext context(
            TestPki.Pair authority, TestPki.@Nullable Pair identity, TestPki.Pair... issuers) {
        try {
            KeyStore trusted = TlsContextFactory.emptyKeyStore();
            trusted.setCertificateEntry("authority", authority.certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity == null ? null : keys(identity, issuers), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyManager[] keys(TestPki.Pair identity, TestPki.Pair... issuers) throws GeneralSecurityException {
        KeyStore keys = TlsContextFactory.emptyKeyStore();
        X509Certificate[] chain = Stream.concat(Stream.of(identity), Arrays.stream(issuers))
                .map(TestPki.Pair::certificate)
                .toArray(X509Certificate[]::new);
        keys.setKeyEntry("identity", identity.keys().getPrivate(), new char[0], chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(keys, new char[0]);
        return factory.getKeyManagers();
    }

    /** What a handshake and one byte there and back came to. */
    record Seen(X509Certificate certificate, String protocol) {
        String keyKind() {
            return certificate.getPublicKey().getAlgorithm();
        }

        String name() {
            return certificate.getSubjectX500Principal().getName();
        }
    }

    Seen connect(int port) throws IOException {
        return connect(port, null, List.of("TLSv1.3", "TLSv1.2"), List.of());
    }

    Seen connect(int port, @Nullable String serverName) throws IOException {
        return connect(port, serverName, List.of("TLSv1.3", "TLSv1.2"), List.of());
    }

    /** On a connection that the caller looks at, too; the handshake is to be started. */
    SSLSocket over(Socket socket) throws IOException {
        return (SSLSocket) context.getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), false);
    }

    /** A connection that has done its handshake. */
    SSLSocket open(int port) throws IOException {
        return open(port, null, List.of("TLSv1.3", "TLSv1.2"), List.of());
    }

    private SSLSocket open(int port, @Nullable String serverName, List<String> protocols, List<String> ciphers)
            throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        try {
            socket.setSoTimeout(10_000);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(protocols.toArray(String[]::new));
            if (!ciphers.isEmpty()) {
                parameters.setCipherSuites(ciphers.toArray(String[]::new));
            }
            if (serverName != null) {
                parameters.setServerNames(List.of(new SNIHostName(serverName)));
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    Seen connect(int port, @Nullable String serverName, List<String> protocols, List<String> ciphers)
            throws IOException {
        try (SSLSocket socket = open(port, serverName, protocols, ciphers)) {
            socket.getOutputStream().write(7);
            if (socket.getInputStream().read() != 7) {
                throw new IOException("no echo");
            }
            return new Seen(
                    (X509Certificate) socket.getSession().getPeerCertificates()[0],
                    socket.getSession().getProtocol());
        }
    }
}
