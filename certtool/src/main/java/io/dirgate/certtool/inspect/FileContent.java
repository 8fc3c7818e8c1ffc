package io.dirgate.certtool.inspect;

import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Kind;
import io.dirgate.certtool.pki.PkiFile;
import io.dirgate.certtool.pki.Request;
import io.dirgate.certtool.pki.Stores;
import java.nio.file.Path;
import java.security.Key;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Reads the content of a file, of any format and name. */
final class FileContent implements PkiFile.Reader<Object> {
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
        PkiFile content = PkiFile.read(file);
        return content.isStore() ? ofStore(content) : content.report(this);
    }

    private List<Object> ofStore(PkiFile file) throws Exception {
        Stores.Content content = Stores.read(file, passphrase);
        List<Object> reports = new ArrayList<>();
        content.keys().forEach(each -> reports.add(key(each.key())));
        content.certificates().forEach(each -> reports.add(certificate(each)));
        return reports;
    }

    @Override
    public Object certificate(X509Certificate certificate) {
        return CertificateReport.of(certificate, now);
    }

    @Override
    public Object request(Request request) {
        return OtherReport.request(
                DistinguishedName.text(request.subject()), request.names().all(), KeyKind.describe(request.key()));
    }

    @Override
    public Object crl(X509CRL crl) {
        return OtherReport.crl(
                DistinguishedName.text(crl.getIssuerX500Principal()),
                crl.getThisUpdate().toInstant(),
                crl.getNextUpdate() == null ? null : crl.getNextUpdate().toInstant(),
                crl.getRevokedCertificates() == null
                        ? 0
                        : crl.getRevokedCertificates().size());
    }

    @Override
    public Object key(Key key) {
        return OtherReport.key(KeyKind.describe(key));
    }

    @Override
    public Object other(Kind kind) {
        return kind == Kind.ENCRYPTED_KEY ? OtherReport.encryptedKey() : OtherReport.plain(kind);
    }
}
