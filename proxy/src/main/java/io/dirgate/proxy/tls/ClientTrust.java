package io.dirgate.proxy.tls;

import io.netty.handler.ssl.ResumableX509ExtendedTrustManager;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Checks clients' certificates against authorities and, if configured, revocation lists. With lists, a certificate that
 * no valid list covers is refused. A resumed session is checked again, because its ticket may be older than the latest
 * list.
 */
final class ClientTrust extends X509ExtendedTrustManager implements ResumableX509ExtendedTrustManager {
    private final X509ExtendedTrustManager checks;
    private final boolean weakAllowed;

    private ClientTrust(X509ExtendedTrustManager checks, boolean weakAllowed) {
        this.checks = checks;
        this.weakAllowed = weakAllowed;
    }

    /**
     * @param crls null if revocation is not checked
     * @param weakAllowed also accepts small RSA keys and SHA-1 signatures
     */
    static ClientTrust of(
            List<X509Certificate> authorities, @Nullable Collection<? extends CRL> crls, boolean weakAllowed)
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
        return new ClientTrust((X509ExtendedTrustManager) factory.getTrustManagers()[0], weakAllowed);
    }

    /** PEM with one or several lists, or DER. */
    static Collection<? extends CRL> revocationLists(byte[] content) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(content));
    }

    private interface Check {
        void run() throws CertificateException;
    }

    /** Reports which certificate is refused and why. */
    private void check(X509Certificate[] chain, Check check) throws CertificateException {
        try {
            refuseWeak(chain);
            check.run();
        } catch (CertificateException e) {
            throw new CertificateException(
                    "certificate of %s, issued by %s: %s"
                            .formatted(
                                    chain[0].getSubjectX500Principal(),
                                    chain[0].getIssuerX500Principal(),
                                    reason(chain[0], e)),
                    e);
        }
    }

    private void refuseWeak(X509Certificate[] chain) throws CertificateException {
        for (X509Certificate certificate : weakAllowed ? new X509Certificate[0] : chain) {
            String weakness = CertificateCheck.weakKey(certificate);
            if (weakness == null) {
                weakness = CertificateCheck.weakSignature(certificate);
            }
            if (weakness != null) {
                throw new CertificateException("%s %s (tls.weakClientCertificates)"
                        .formatted(
                                certificate.equals(chain[0]) ? "it" : certificate.getSubjectX500Principal(), weakness));
            }
        }
    }

    private static String reason(X509Certificate leaf, CertificateException refusal) {
        String outOfTime = CertificateCheck.outOfTime(leaf, Instant.now());
        if (outOfTime != null) {
            return "it " + outOfTime;
        }
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            String reason = reason(cause);
            if (reason != null) {
                return reason;
            }
        }
        return String.valueOf(refusal.getMessage());
    }

    private static @Nullable String reason(Throwable cause) {
        if (cause instanceof CertPathBuilderException) {
            return "no authority in tls.clientCa issued it";
        }
        return cause instanceof CertPathValidatorException invalid && invalid.getReason() instanceof BasicReason basic
                ? switch (basic) {
                    case REVOKED -> "it is revoked";
                    case UNDETERMINED_REVOCATION_STATUS -> "no valid list in tls.clientCrl covers it";
                    case EXPIRED, NOT_YET_VALID -> "an authority of it is out of its time";
                    default -> null;
                }
                : null;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, () -> checks.checkClientTrusted(chain, authType, engine));
    }

    @Override
    public void resumeClientTrusted(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        // Without the engine: after the handshake, the check would ask it for a handshake session.
        check(
                chain,
                () -> checks.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm()));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, () -> checks.checkClientTrusted(chain, authType));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, () -> checks.checkClientTrusted(chain, authType, socket));
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
