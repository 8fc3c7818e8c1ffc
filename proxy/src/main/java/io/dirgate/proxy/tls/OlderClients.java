package io.dirgate.proxy.tls;

import static io.dirgate.proxy.config.TlsCipher.AES128_GCM_SHA256;
import static io.dirgate.proxy.config.TlsCipher.AES128_SHA;
import static io.dirgate.proxy.config.TlsCipher.AES256_GCM_SHA384;
import static io.dirgate.proxy.config.TlsCipher.AES256_SHA;
import static io.dirgate.proxy.config.TlsCipher.ECDHE_ECDSA_AES128_GCM_SHA256;
import static io.dirgate.proxy.config.TlsCipher.ECDHE_ECDSA_AES128_SHA;
import static io.dirgate.proxy.config.TlsCipher.ECDHE_ECDSA_AES256_GCM_SHA384;
import static io.dirgate.proxy.config.TlsCipher.ECDHE_ECDSA_AES256_SHA;
import static io.dirgate.proxy.config.TlsCipher.ECDHE_RSA_AES128_GCM_SHA256;
import static io.dirgate.proxy.config.TlsCipher.ECDHE_RSA_AES128_SHA;
import static io.dirgate.proxy.config.TlsCipher.ECDHE_RSA_AES256_GCM_SHA384;
import static io.dirgate.proxy.config.TlsCipher.ECDHE_RSA_AES256_SHA;

import io.dirgate.proxy.config.ServerTlsConfig;
import io.dirgate.proxy.config.TlsCipher;
import io.dirgate.proxy.config.TlsVersion;
import java.util.List;
import java.util.Set;

/**
 * A group of clients that support at most TLS 1.2.
 *
 * @param suites cipher suites that they support
 */
record OlderClients(String who, String remedy, Set<TlsCipher> suites) {
    private static final List<OlderClients> KINDS = List.of(
            new OlderClients(
                    "clients without TLS 1.3",
                    "they need a suite of TLS 1.2: set ciphers: intermediate, and protocols with TLSv1.2",
                    Set.of(
                            ECDHE_ECDSA_AES128_GCM_SHA256,
                            ECDHE_RSA_AES128_GCM_SHA256,
                            ECDHE_ECDSA_AES256_GCM_SHA384,
                            ECDHE_RSA_AES256_GCM_SHA384,
                            ECDHE_ECDSA_AES128_SHA,
                            ECDHE_RSA_AES128_SHA)),
            // With an RSA certificate, Schannel of these versions supports ECDHE only in CBC mode.
            new OlderClients(
                    "Windows Server 2012 R2, Windows 8.1 and older",
                    "with an RSA certificate they need CBC mode or RSA key exchange: add an EC certificate, or set ciphers: compatible",
                    Set.of(
                            ECDHE_ECDSA_AES128_GCM_SHA256,
                            ECDHE_ECDSA_AES256_GCM_SHA384,
                            ECDHE_ECDSA_AES128_SHA,
                            ECDHE_ECDSA_AES256_SHA,
                            ECDHE_RSA_AES128_SHA,
                            ECDHE_RSA_AES256_SHA,
                            AES128_GCM_SHA256,
                            AES256_GCM_SHA384,
                            AES128_SHA,
                            AES256_SHA)),
            new OlderClients(
                    "Java 7",
                    "it needs CBC mode: set ciphers: compatible",
                    Set.of(ECDHE_ECDSA_AES128_SHA, ECDHE_RSA_AES128_SHA, AES128_SHA)),
            new OlderClients(
                    "devices that only know RSA key exchange",
                    "they need an RSA certificate and ciphers: compatible",
                    Set.of(AES128_GCM_SHA256, AES256_GCM_SHA384, AES128_SHA, AES256_SHA)));

    /** @param keyAlgorithms algorithms of the served certificates, {@code RSA} or {@code EC} */
    static List<String> leftOut(ServerTlsConfig tls, List<String> keyAlgorithms) {
        List<TlsCipher> usable = tls.ciphers().stream()
                .filter(suite -> tls.protocols().contains(TlsVersion.TLS_1_2))
                .filter(suite -> keyAlgorithms.stream().anyMatch(suite::isFor))
                .toList();
        return KINDS.stream()
                .filter(clients -> usable.stream().noneMatch(clients.suites::contains))
                .map(clients -> clients.who + ": " + clients.remedy)
                .toList();
    }
}
