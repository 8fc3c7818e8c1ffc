package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Written;
import java.io.PrintWriter;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What a command has made, told to whom it made it: a mistake in a name or a date is seen now, not by the first client.
 *
 * @param written the files that were written with it
 */
public record Made(
        String subject,
        List<String> names,
        Instant notBefore,
        Instant notAfter,
        String serial,
        String sha256,
        List<Written> written) {
    public static Made of(X509Certificate certificate, List<Written> written) {
        Validity validity = Validity.of(certificate);
        return new Made(
                DistinguishedName.subject(certificate),
                SubjectNames.of(certificate).all(),
                validity.notBefore(),
                validity.notAfter(),
                Certificates.serial(certificate),
                Certificates.fingerprint(certificate),
                written);
    }

    public void print(PrintWriter out) {
        out.println((names.isEmpty() ? subject : String.join(", ", names)) + ": valid until " + notAfter);
        written.forEach(file -> out.println("  " + file.path()));
    }
}
