package io.dirgate.certtool.pki;

import io.dirgate.certtool.TlsServer;
import io.dirgate.certtool.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Real clients that shake hands with a server: who of them accepts its chain. */
final class Clients {
    private Clients() {}

    /** The names of those that accept, of openssl, GnuTLS and Java. */
    static List<String> accepting(
            PrivateKey key, List<X509Certificate> presented, List<X509Certificate> anchors, Path folder)
            throws Exception {
        Path ca = Files.write(folder.resolve("anchors.pem"), Certificates.pemBytes(anchors));
        List<String> accepting = new ArrayList<>();
        try (TlsServer server = new TlsServer(key, presented)) {
            String port = String.valueOf(server.port());
            Tool openssl = Tool.run(
                    "openssl", "s_client", "-connect", "127.0.0.1:" + port, "-CAfile", ca, "-verify_return_error");
            if (openssl.exitCode() == 0) {
                accepting.add("openssl");
            }
            Tool gnutls = Tool.run(
                    "gnutls-cli", "--x509cafile", ca, "--verify-hostname", "ldap.example.com", "-p", port, "127.0.0.1");
            if (gnutls.exitCode() == 0) {
                accepting.add("GnuTLS");
            }
            if (java(server.port(), anchors)) {
                accepting.add("Java");
            }
        }
        return accepting;
    }

    private static boolean java(int port, List<X509Certificate> anchors) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate anchor : anchors) {
            store.setCertificateEntry("ca" + store.size(), anchor);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.startHandshake();
            return true;
        } catch (SSLHandshakeException e) {
            return false;
        }
    }
}
