package io.dirgate.proxy.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The authorities known on this machine: those that Java and the operating system trust, those given, and certificates
 * in files next to the served ones. For operators who check a configuration; it has no influence on trust.
 */
public final class KnownAuthorities {
    /** Debian, Red Hat, SUSE. */
    private static final List<Path> OF_THE_SYSTEM = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"));

    private static final int MAX_FILES = 200;
    private static final long MAX_BYTES = 1 << 20;

    /** @param file the file that contains it; null if clients are expected to trust it */
    record Authority(X509Certificate certificate, @Nullable Path file) {}

    private final Map<X500Principal, List<Authority>> bySubject = new HashMap<>();

    private KnownAuthorities() {}

    /**
     * @param trusted PEM files of authorities that clients trust
     * @param served files of served certificates, whose folders are searched
     */
    public static KnownAuthorities of(Collection<Path> trusted, Collection<Path> served) {
        KnownAuthorities known = new KnownAuthorities();
        known.addJavas();
        Stream.concat(trusted.stream(), OF_THE_SYSTEM.stream())
                .forEach(file -> certificates(file).forEach(each -> known.add(each, null)));
        served.stream()
                .map(file -> file.toAbsolutePath().getParent())
                .filter(folder -> folder != null)
                .distinct()
                .forEach(known::addFolder);
        return known;
    }

    /** The certificate's issuer, by name and signature. Prefers an authority that clients are expected to trust. */
    @Nullable
    Authority issuerOf(X509Certificate certificate) {
        List<Authority> candidates = bySubject.getOrDefault(certificate.getIssuerX500Principal(), List.of());
        Authority found = null;
        for (Authority candidate : candidates) {
            if (hasIssued(candidate.certificate, certificate) && (found == null || candidate.file == null)) {
                found = candidate;
            }
        }
        return found;
    }

    static boolean hasIssued(X509Certificate issuer, X509Certificate certificate) {
        try {
            certificate.verify(issuer.getPublicKey());
            return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private void add(X509Certificate certificate, @Nullable Path file) {
        bySubject
                .computeIfAbsent(certificate.getSubjectX500Principal(), subject -> new ArrayList<>())
                .add(new Authority(certificate, file));
    }

    private void addJavas() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager trust) {
                    for (X509Certificate each : trust.getAcceptedIssuers()) {
                        add(each, null);
                    }
                }
            }
        } catch (GeneralSecurityException e) {
            // This Java has no authorities. Use the others.
        }
    }

    private void addFolder(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().matches(".*\\.(pem|crt|cer|cert)"))
                    .sorted()
                    .limit(MAX_FILES)
                    .forEach(this::addBeside);
        } catch (IOException e) {
            // Ignore a folder that cannot be listed.
        }
    }

    /** Ignores a file that begins with a server's certificate, because it is not the file of an authority. */
    private void addBeside(Path file) {
        List<X509Certificate> certificates = certificates(file);
        if (!certificates.isEmpty() && certificates.get(0).getBasicConstraints() >= 0) {
            certificates.forEach(each -> add(each, isSelfSigned(each) ? null : file));
        }
    }

    static boolean isSelfSigned(X509Certificate certificate) {
        return hasIssued(certificate, certificate);
    }

    /** Empty if the file does not exist or contains something else. */
    private static List<X509Certificate> certificates(Path file) {
        try {
            if (!Files.isReadable(file) || Files.size(file) > MAX_BYTES) {
                return List.of();
            }
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (IOException | CertificateException e) {
            return List.of();
        }
    }
}
