package io.dirgate.proxy.tls;

import io.dirgate.proxy.config.CertificateConfig;
import io.dirgate.proxy.config.ServerTlsConfig;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checked contents of a listener's files and of its certificates in AWS.
 *
 * @param trust null if clients are not asked for certificates
 * @param ticketKeys null if no file contains them
 * @param passedOver candidates that were skipped, because they could not be served and a later one could
 * @param untimely faults of the validity period only: reported at the start; refused later, while a valid certificate
 *     is served
 */
record ServerMaterial(
        List<Credential> credentials,
        @Nullable ClientTrust trust,
        @Nullable TicketKeys ticketKeys,
        List<TlsException> passedOver,
        List<TlsException> untimely) {

    static Set<Path> files(ServerTlsConfig tls) {
        Set<Path> files = new LinkedHashSet<>();
        for (CertificateConfig certificate : tls.certificates()) {
            files.add(certificate.certificate());
            files.add(certificate.privateKey());
            files.add(certificate.pkcs12());
            files.add(certificate.passphraseFile());
        }
        files.add(tls.clientCa());
        files.add(tls.clientCrl());
        files.add(tls.ticketKeys());
        files.remove(null);
        return files;
    }

    static ServerMaterial read(ServerTlsConfig tls, FileContents files, Instant now) throws TlsException {
        CertificateReading certificates = new CertificateReading(files, now);
        for (int i = 0; i < tls.certificates().size(); i++) {
            String section = tls.certificates().size() == 1 ? "tls" : "tls.certificates[" + i + "]";
            certificates.read(section, tls.certificates().get(i), files.remote(i));
        }
        List<TlsException> problems = new ArrayList<>(certificates.problems());
        List<TlsException> untimely = new ArrayList<>(certificates.untimely());
        ClientTrust trust = null;
        TicketKeys ticketKeys = null;
        try {
            trust = trust(tls, files, now, untimely);
        } catch (TlsException e) {
            problems.add(e);
        }
        try {
            ticketKeys = ticketKeys(tls.ticketKeys(), files);
        } catch (TlsException e) {
            problems.add(e);
        }
        if (!problems.isEmpty()) {
            throw TlsException.of(problems);
        }
        return new ServerMaterial(
                certificates.credentials(), trust, ticketKeys, certificates.passedOver(), List.copyOf(untimely));
    }

    private static @Nullable TicketKeys ticketKeys(@Nullable Path file, FileContents files) throws TlsException {
        return file == null ? null : TicketKeys.parse("tls.ticketKeys", name(file), files.of(file, "tls.ticketKeys"));
    }

    private static @Nullable ClientTrust trust(
            ServerTlsConfig tls, FileContents files, Instant now, List<TlsException> untimely) throws TlsException {
        Path ca = tls.clientCa();
        if (ca == null) {
            return null;
        }
        List<X509Certificate> authorities =
                new Pem("tls.clientCa", name(ca), files.of(ca, "tls.clientCa")).certificates();
        try {
            return ClientTrust.of(
                    authorities, revocationLists(tls.clientCrl(), files, now, untimely), tls.weakClientCertificates());
        } catch (GeneralSecurityException e) {
            throw new TlsException("tls.clientCa", name(ca) + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static @Nullable Collection<? extends CRL> revocationLists(
            @Nullable Path file, FileContents files, Instant now, List<TlsException> untimely) throws TlsException {
        if (file == null) {
            return null;
        }
        String setting = "tls.clientCrl";
        Collection<? extends CRL> lists;
        try {
            lists = ClientTrust.revocationLists(files.of(file, setting));
        } catch (GeneralSecurityException e) {
            throw new TlsException(setting, name(file) + " is no revocation list in PEM or DER: " + e.getMessage(), e);
        }
        if (lists.isEmpty()) {
            throw new TlsException(setting, name(file) + " has no revocation list in it");
        }
        for (CRL list : lists) {
            Date until = ((X509CRL) list).getNextUpdate();
            if (until != null && now.isAfter(until.toInstant())) {
                untimely.add(new TlsException(
                        setting,
                        "%s: the list of %s was to be renewed at %s; until then its clients' certificates are refused"
                                .formatted(name(file), ((X509CRL) list).getIssuerX500Principal(), until.toInstant())));
            }
        }
        return lists;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
