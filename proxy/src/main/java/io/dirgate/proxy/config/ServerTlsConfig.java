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
                means =
                        "Certificates with their keys. The client's server name (SNI) chooses among them; without one, or"
                                + " with an unknown one, the first is served. Of several with the same names and different"
                                + " kinds of key (EC, RSA) a client gets the first that it can use. A single one may be"
                                + " written without the list: `tls: { certificate: server.crt, privateKey: privatekey.pem }`.")
        List<CertificateConfig> certificates,

        @Setting(byDefault = "none", means = "Whether clients are asked for a certificate, and refused without one.")
        ClientCertificates clientCertificates,

        @Setting(means = "PEM file of the authorities that client certificates are checked against.") @Nullable
        Path clientCa,

        @Setting(
                byDefault = "false",
                means = "Accept client certificates with an RSA key of less than 2,048 bits or a signature with SHA-1.")
        boolean weakClientCertificates,

        @Setting(
                means = "PEM or DER file of revoked client certificates. Once given, a list that is missing or expired"
                        + " lets nobody in who shows a certificate.")
        @Nullable
        Path clientCrl,

        @Setting(byDefault = "[TLSv1.2, TLSv1.3]", means = "Versions offered.")
        List<TlsVersion> protocols,

        @Setting(
                byDefault = "intermediate",
                orOne = true,
                means =
                        "Cipher suites of TLS 1.2: a profile, or a list of profiles and of OpenSSL's names in order of preference. `modern`:"
                                + " none, so TLS 1.3 alone. `intermediate`: forward secrecy and authenticated encryption. It leaves"
                                + " out Windows Server 2012 R2, Windows 8.1 and older unless there is an EC certificate, Java 7,"
                                + " and devices that only know RSA key exchange. `compatible`: also CBC mode and RSA key exchange,"
                                + " for these clients. The suites of TLS 1.3 are always offered.")
        List<TlsCipher> ciphers,

        @Setting(
                means =
                        "File of session ticket keys shared by a fleet, in base64, one a line (`openssl rand -base64 48`):"
                                + " the first encrypts, all decrypt. Without it each process makes its own and renews them.")
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
