package io.dirgate.proxy.tls;

import io.dirgate.proxy.config.CertificateConfig;
import io.dirgate.proxy.config.ClientCertificates;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.config.ListenerConfig;
import io.dirgate.proxy.config.ServerTlsConfig;
import io.dirgate.proxy.config.StartTls;
import io.dirgate.proxy.config.TlsCipher;
import io.dirgate.proxy.config.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes certificates into a folder and configures listeners that serve them. */
final class Listeners {
    private final Path folder;
    private final List<CertificateConfig> certificates = new ArrayList<>();
    private ClientCertificates clientCertificates = ClientCertificates.NONE;
    private @Nullable Path clientCa;
    private @Nullable Path clientCrl;
    private @Nullable Path ticketKeys;
    private boolean weakClientCertificates;
    private List<TlsCipher> ciphers = List.of(TlsCipher.INTERMEDIATE);
    private List<TlsVersion> protocols = List.of(TlsVersion.values());

    Listeners(Path folder) {
        this.folder = folder;
    }

    Listeners serving(String name, TestPki.Pair pair, TestPki.Pair... issuers) throws IOException {
        Path certificate = folder.resolve(name + ".crt");
        Path key = folder.resolve(name + ".key");
        pair.write(certificate, key, issuers);
        return serving(new CertificateConfig(certificate, key, null));
    }

    Listeners serving(CertificateConfig certificate) {
        certificates.add(certificate);
        return this;
    }

    Listeners asking(ClientCertificates whether, TestPki.Pair authority) throws IOException {
        clientCertificates = whether;
        clientCa = Files.writeString(folder.resolve("client-ca.pem"), authority.chain());
        return this;
    }

    Listeners revoking(Object... lists) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Object list : lists) {
            text.append(TestPki.pem(list));
        }
        clientCrl = Files.writeString(folder.resolve("client.crl"), text);
        return this;
    }

    Listeners ticketKeys(Path file) {
        ticketKeys = file;
        return this;
    }

    Listeners protocols(TlsVersion... versions) {
        protocols = List.of(versions);
        return this;
    }

    Listeners ciphers(TlsCipher... suites) {
        ciphers = List.of(suites);
        return this;
    }

    Listeners weakClientCertificates() {
        weakClientCertificates = true;
        return this;
    }

    ServerTlsConfig tls() {
        return new ServerTlsConfig(
                certificates,
                clientCertificates,
                clientCa,
                weakClientCertificates,
                clientCrl,
                protocols,
                ciphers,
                ticketKeys);
    }

    ListenerConfig config() {
        return new ListenerConfig("public", new Endpoint("127.0.0.1", 0), tls(), StartTls.OFF, null);
    }
}
