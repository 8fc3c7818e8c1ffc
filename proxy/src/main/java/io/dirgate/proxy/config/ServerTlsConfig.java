package io.dirgate.proxy.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards clients.
 *
 * @param ciphers suites, without the profiles' names
 */
public record ServerTlsConfig(
        @Setting(
                inline = true,
                means = "Certificates with their keys. The client's server name (SNI) selects one; without SNI, or with"
                        + " an unknown name, the first is used. If several have the same names but different types of key"
                        + " (EC, RSA), a client gets the first that it supports. A single certificate can be written"
                        + " without the list: `tls: { certificate: server.crt, privateKey: privatekey.pem }`.")
        List<CertificateConfig> certificates,

        @Setting(
                byDefault = "none",
                means = "Whether clients are asked for a certificate. `required` refuses clients without one.")
        ClientCertificates clientCertificates,

        @Setting(means = "PEM file of the CAs of client certificates.") @Nullable
        Path clientCa,

        @Setting(
                byDefault = "false",
                means = "Accept client certificates with an RSA key of less than 2,048 bits or a signature with SHA-1.")
        boolean weakClientCertificates,

        @Setting(
                means = "PEM or DER file with the CRL of client certificates. If the CRL is missing or expired, all"
                        + " clients with a certificate are refused.")
        @Nullable
        Path clientCrl,

        @Setting(byDefault = "[TLSv1.2, TLSv1.3]", means = "TLS versions that are offered.")
        List<TlsVersion> protocols,

        @Setting(
                byDefault = "intermediate",
                orOne = true,
                means = "Cipher suites of TLS 1.2: a profile, or a list of profiles and OpenSSL names in order of"
                        + " preference. `modern`: none, so only TLS 1.3. `intermediate`: forward secrecy and authenticated"
                        + " encryption. This excludes Windows Server 2012 R2, Windows 8.1 and older unless there is an EC"
                        + " certificate, Java 7, and devices that support only RSA key exchange. `compatible`: also CBC"
                        + " mode and RSA key exchange, for these clients. The TLS 1.3 suites are always offered.")
        List<TlsCipher> ciphers,

        @Setting(
                means =
                        "File of session ticket keys for several gateways, in base64, one per line (`openssl rand -base64"
                                + " 48`). The first key encrypts; all keys decrypt. Without it each process makes and renews its"
                                + " own keys.")
        @Nullable
        Path ticketKeys) {

    public ServerTlsConfig {
        certificates = List.copyOf(certificates);
        protocols = List.copyOf(protocols);
        ciphers = ciphers.stream().flatMap(TlsCipher::suites).distinct().toList();
        Contradictions found = new Contradictions();
        found.when(
                clientCertificates != ClientCertificates.NONE && clientCa == null,
                "clientCa",
                "is missing: clientCertificates needs the authorities to check them against");
        found.when(
                clientCertificates == ClientCertificates.NONE && clientCa != null,
                "clientCa",
                "is not used while clientCertificates is none; set it to optional or required");
        found.when(
                clientCertificates == ClientCertificates.NONE && clientCrl != null,
                "clientCrl",
                "is not used while clientCertificates is none; set it to optional or required");
        found.when(
                clientCertificates == ClientCertificates.NONE && weakClientCertificates,
                "weakClientCertificates",
                "is not used while clientCertificates is none; set it to optional or required");
        found.when(
                ciphers.isEmpty() && !protocols.contains(TlsVersion.TLS_1_3),
                "ciphers",
                "modern has no suite of TLS 1.2, and protocols has no TLSv1.3");
        found.raise();
        if (ciphers.isEmpty()) {
            protocols = List.of(TlsVersion.TLS_1_3);
        }
    }
}
