package io.dirgate.proxy.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Checks directory servers' certificates: the authority as Java does, the name according to RFC 9525. Java's own name
 * check would also accept the subject's common name, and wildcards such as {@code dc*.corp.example.com}.
 */
final class ServerTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager authorities;

    private ServerTrust(X509ExtendedTrustManager authorities) {
        this.authorities = authorities;
    }

    /** @param authorities null for those that Java trusts */
    static ServerTrust of(@Nullable List<X509Certificate> authorities) throws GeneralSecurityException {
        KeyStore anchors = null;
        if (authorities != null) {
            anchors = TlsContextFactory.emptyKeyStore();
            for (X509Certificate authority : authorities) {
                anchors.setCertificateEntry("authority-" + anchors.size(), authority);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        return new ServerTrust((X509ExtendedTrustManager) factory.getTrustManagers()[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        authorities.checkServerTrusted(chain, authType, engine);
        String host = engine.getPeerHost().toLowerCase(Locale.ROOT);
        List<String> names = Credential.alternativeNames(chain[0]);
        if (names.stream().noneMatch(name -> isFor(name, host))) {
            throw new CertificateException("the server's certificate (%s) is not for %s: its subjectAltName has %s"
                    .formatted(chain[0].getSubjectX500Principal(), host, names.isEmpty() ? "no name" : names));
        }
    }

    /** A wildcard matches exactly one complete first label (RFC 9525 section 6.3). */
    private static boolean isFor(String name, String host) {
        if (name.equals(host)) {
            return true;
        }
        int dot = host.indexOf('.');
        return name.startsWith("*.") && dot > 0 && name.substring(1).equals(host.substring(dot));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }

    /** Without an engine, the server's name is unknown. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("the server's name is not known");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("the server's name is not known");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noClients();
    }

    private static CertificateException noClients() {
        return new CertificateException("checks servers only");
    }
}
