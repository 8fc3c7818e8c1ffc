package io.dirgate.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TlsFaultTest {
    @Test
    void aRefusedClientCertificateIsNamedWithItsReason() {
        SSLHandshakeException fault = new SSLHandshakeException("General OpenSslEngine problem");
        fault.initCause(new CertificateException("certificate of CN=bob, issued by CN=Client CA: it is revoked"));

        assertThat(TlsFault.of(fault, null).label()).isEqualTo("clientCertificate");
        assertThat(TlsFault.of(fault, null).text())
                .isEqualTo("the client's certificate is missing or not accepted"
                        + " (certificate of CN=bob, issued by CN=Client CA: it is revoked)");
    }
}
