package io.dirgate.certtool.acme;

import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** Opens sessions with ACME servers, also ones whose TLS certificate only a given CA vouches for. */
final class AcmeServer {
    private AcmeServer() {}

    static Session open(URI server, @Nullable Path trusted) throws IOException {
        if (!"https".equals(server.getScheme())) {
            throw Failure.usage("the ACME server " + server + " must be an https URL, that of its directory");
        }
        return trusted == null ? new Session(server) : new Session(server, new Trusting(context(trusted)));
    }

    private static SSLContext context(Path trusted) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate certificate : Certificates.read(trusted)) {
                store.setCertificateEntry("ca" + store.size(), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new Failure(trusted + " cannot be used to trust a server: " + e.getMessage(), e);
        }
    }

    private static final class Trusting extends GenericAcmeProvider {
        private final SSLContext context;

        Trusting(SSLContext context) {
            this.context = context;
        }

        @Override
        public HttpClient createHttpClient(NetworkSettings settings) {
            return HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .connectTimeout(settings.getTimeout())
                    .proxy(settings.getProxySelector())
                    .sslContext(context)
                    .build();
        }
    }
}
