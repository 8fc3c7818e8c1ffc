package io.dirgate.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCertificateTest {
    @TempDir
    Path folder;

    private DemoCertificate made;

    @BeforeEach
    void make() throws IOException {
        made = DemoCertificate.in(folder);
    }

    @Test
    void theAuthoritySignedTheServerForEveryLoopbackName() throws Exception {
        X509Certificate authority = read(made.authority());
        X509Certificate server = read(made.certificate());

        server.verify(authority.getPublicKey());
        authority.verify(authority.getPublicKey());
        assertThat(authority.getBasicConstraints()).isZero();
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
        assertThat(server.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(server.getSubjectAlternativeNames())
                .extracting(name -> name.get(1))
                .isEqualTo(List.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1"));
        server.checkValidity();
    }

    @Test
    void theKeyIsTheServersAndItsOwnersOnly() throws IOException {
        SslContextBuilder.forServer(
                        made.certificate().toFile(), made.privateKey().toFile())
                .sslProvider(SslProvider.JDK)
                .build();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.privateKey())))
                .isEqualTo("rw-------");
    }

    private static X509Certificate read(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
