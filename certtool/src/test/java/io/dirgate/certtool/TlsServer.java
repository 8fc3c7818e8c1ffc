package io.dirgate.certtool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** A TLS server on a free loopback port that does nothing but the handshake, with exactly the chain it is given. */
public final class TlsServer implements AutoCloseable {
    private final ServerSocket listener;

    public TlsServer(PrivateKey key, List<X509Certificate> chain) throws IOException, GeneralSecurityException {
        listener = context(key, chain)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(this::serve, "tls-server");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** A server's side of TLS with this key and chain. */
    public static SSLContext context(PrivateKey key, List<X509Certificate> chain)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new OneKey(key, chain)}, null, null);
        return context;
    }

    /** Presents its chain as it is; a key store would refuse one in a wrong order. */
    private static final class OneKey extends X509ExtendedKeyManager {
        private final PrivateKey key;
        private final X509Certificate[] chain;

        OneKey(PrivateKey key, List<X509Certificate> chain) {
            this.key = key;
            this.chain = chain.toArray(X509Certificate[]::new);
        }

        @Override
        public @Nullable String chooseServerAlias(String kind, Principal[] issuers, Socket socket) {
            return fits(kind) ? "server" : null;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(String kind, Principal[] issuers, SSLEngine engine) {
            return fits(kind) ? "server" : null;
        }

        private boolean fits(String kind) {
            return kind.startsWith(key.getAlgorithm());
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.clone();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }

        @Override
        public String[] getServerAliases(String kind, Principal[] issuers) {
            return new String[] {"server"};
        }

        @Override
        public String[] getClientAliases(String kind, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseClientAlias(String[] kinds, Principal[] issuers, Socket socket) {
            return "";
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                client.setSoTimeout(5000);
                // Until the client leaves; reading drives the handshake.
                while (client.getInputStream().read() >= 0) {}
            } catch (IOException e) {
                // A client that refuses the certificate, or the end of the test.
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
