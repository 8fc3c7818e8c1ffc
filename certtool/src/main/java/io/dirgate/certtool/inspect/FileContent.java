package io.dirgate.certtool.inspect;

import io.dirgate.certtool.files.Reading;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.Pem;
import io.dirgate.certtool.pki.Request;
import io.dirgate.certtool.pki.Stores;
import io.dirgate.certtool.report.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bouncycastle.util.io.pem.PemObject;

/** Finds out what a file holds, whatever its form and name. */
final class FileContent {
    private final Path file;
    private final Instant now;
    private final Callable<char[]> passphrase;

    FileContent(Path file, Instant now, Callable<char[]> passphrase) {
        this.file = file;
        this.now = now;
        this.passphrase = passphrase;
    }

    /** Reports in the order of the file: {@link CertificateReport} and {@link OtherReport}. */
    List<Object> reports() throws Exception {
        byte[] bytes = Reading.bytes(file);
        if (Stores.isStore(bytes)) {
            return ofStore();
        }
        List<Object> reports = new ArrayList<>();
        for (PemObject block : Pem.blocks(file)) {
            add(reports, block);
        }
        if (reports.isEmpty()) {
            addDer(reports, bytes);
        }
        if (reports.isEmpty()) {
            throw new Failure(file + " holds neither certificate, request, key, CRL nor key store");
        }
        return reports;
    }

    private List<Object> ofStore() throws Exception {
        Stores.Content content = Stores.read(file, passphrase.call());
        List<Object> reports = new ArrayList<>();
        if (content.key() != null) {
            reports.add(OtherReport.key(KeyKind.describe(content.key())));
        }
        content.certificates().forEach(each -> reports.add(CertificateReport.of(each, now)));
        return reports;
    }

    private void add(List<Object> reports, PemObject block) throws IOException {
        String type = block.getType();
        try {
            if (type.endsWith("CERTIFICATE REQUEST")) {
                reports.add(request(block.getContent()));
            } else if (type.endsWith("CERTIFICATE")) {
                reports.add(CertificateReport.of(Certificates.parse(block.getContent()), now));
            } else if (type.endsWith("CRL")) {
                reports.add(crl(block.getContent()));
            } else if (type.equals("ENCRYPTED PRIVATE KEY")
                    || !block.getHeaders().isEmpty()) {
                reports.add(OtherReport.encryptedKey());
            } else if (type.endsWith("PRIVATE KEY")) {
                reports.add(
                        OtherReport.key(KeyKind.describe(Keys.readPlain(file).getPublic())));
            } else if (type.equals("PKCS7")) {
                Certificates.read(file).forEach(each -> reports.add(CertificateReport.of(each, now)));
            }
        } catch (CertificateException | CRLException e) {
            throw new Failure(file + ": a block " + type + " is damaged: " + e.getMessage(), e);
        }
    }

    private void addDer(List<Object> reports, byte[] der) throws IOException {
        try {
            Certificates.find(file).forEach(each -> reports.add(CertificateReport.of(each, now)));
            return;
        } catch (Failure notACertificate) {
            // One of the other kinds, then.
        }
        try {
            reports.add(crl(der));
            return;
        } catch (CertificateException | CRLException notACrl) {
            // Then a request or a key.
        }
        try {
            reports.add(request(der));
        } catch (Failure notARequest) {
            reports.add(OtherReport.key(KeyKind.describe(Keys.readPlain(file).getPublic())));
        }
    }

    private OtherReport request(byte[] der) {
        Request request = Request.of(der, file.toString());
        return OtherReport.request(
                DistinguishedName.text(request.subject()), request.names().all(), KeyKind.describe(request.key()));
    }

    private static OtherReport crl(byte[] der) throws CertificateException, CRLException {
        X509CRL crl = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
        return OtherReport.crl(
                DistinguishedName.text(crl.getIssuerX500Principal()),
                crl.getThisUpdate().toInstant(),
                crl.getNextUpdate() == null ? null : crl.getNextUpdate().toInstant(),
                crl.getRevokedCertificates() == null
                        ? 0
                        : crl.getRevokedCertificates().size());
    }

    /** The certificates of a file or store. */
    static List<X509Certificate> certificates(Path file, Callable<char[]> passphrase) throws Exception {
        return Stores.isStore(Reading.bytes(file))
                ? Stores.read(file, passphrase.call()).certificates()
                : Certificates.read(file);
    }
}
