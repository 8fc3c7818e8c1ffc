package io.dirgate.certtool.probe;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Accepts and records every certificate, because a probe must see a bad certificate to report it. No data is sent over such a connection. */
final class RecordingTrustManager extends X509ExtendedTrustManager {
    private List<X509Certificate> chain = List.of();

    List<X509Certificate> chain() {
        return chain;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] presented, String kind) {
        chain = List.of(presented);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] presented, String kind, Socket socket) {
        chain = List.of(presented);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] presented, String kind, SSLEngine engine) {
        chain = List.of(presented);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] presented, String kind) {
        throw new IllegalStateException("a probe is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] presented, String kind, Socket socket) {
        throw new IllegalStateException("a probe is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] presented, String kind, SSLEngine engine) {
        throw new IllegalStateException("a probe is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
