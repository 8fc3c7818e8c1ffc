package io.dirgate.proxy.tls;

import io.netty.handler.ssl.ResumableX509ExtendedTrustManager;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Checks clients' certificates against authorities and, where given, revocation lists: with lists, a certificate that no valid list
 * covers is refused. A resumed session is checked again, for its ticket may be older than the latest list.
 */
final class ClientTrust extends X509ExtendedTrustManager implements ResumableX509ExtendedTrustManager {
    private final X509ExtendedTrustManager checks;

    private ClientTrust(X509ExtendedTrustManager checks) {
        this.checks = checks;
    }

    /** @param crls null: revocation is not checked */
    static ClientTrust of(List<X509Certificate> authorities, @Nullable Collection<? extends CRL> crls)
            throws GeneralSecurityException {
        KeyStore anchors = TlsContextFactory.emptyKeyStore();
        for (X509Certificate authority : authorities) {
            anchors.setCertificateEntry("authority-" + anchors.size(), authority);
        }
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.setRevocationEnabled(crls != null);
        if (crls != null) {
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(crls)));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return new ClientTrust((X509ExtendedTrustManager) factory.getTrustManagers()[0]);
    }

    /** PEM, one or several, or DER. */
    static Collection<? extends CRL> revocationLists(byte[] content) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(content));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checks.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void resumeClientTrusted(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        // Without the engine: it is past its handshake, whose session the check would ask for.
        checks.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        checks.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checks.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return checks.getAcceptedIssuers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noServers();
    }

    @Override
    public void resumeServerTrusted(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        throw noServers();
    }

    private static CertificateException noServers() {
        return new CertificateException("checks clients only");
    }
}
