package io.dirgate.certtool.ca;

import com.fasterxml.jackson.annotation.JsonValue;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Table;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.SubjectNames;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code certtool ca list}. */
@Command(
        name = "list",
        description = "List all certificates that a CA has signed, with their states.",
        footerHeading = "%nExamples:%n",
        footer = {"  certtool ca list --dir issuing", "  certtool ca list --dir issuing --json"})
final class ListCommand extends Verb {
    /** The state of a certificate. */
    enum State {
        VALID,
        EXPIRED,
        REVOKED;

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** All that the CA has signed. */
    record Report(List<Row> certificates) {}

    /** A line of the list. */
    record Row(
            String serial,
            State state,
            @Nullable RevocationReason reason,
            @Nullable Instant revoked,
            String profile,
            String subject,
            List<String> names,
            Instant notBefore,
            Instant notAfter,
            String sha256) {}

    @Option(names = "--dir", required = true, paramLabel = "FOLDER", description = "The CA's folder.")
    private Path dir;

    @Override
    protected Outcome run() throws Exception {
        CertificateAuthority ca = CertificateAuthority.open(context(), dir);
        Path kms = ca.folder().kms();
        if (Files.exists(kms)) {
            note("the key of this CA is in AWS KMS: " + KmsReference.read(kms).arn());
        }
        Index index = ca.index();
        Instant now = context().clock().instant();
        Map<BigInteger, Entry.Revoked> revoked = index.revoked();
        List<Row> rows = index.issued().stream()
                .map(issued -> row(issued, revoked.get(issued.certificate().getSerialNumber()), now))
                .toList();
        report(new Report(rows), () -> {
            Table table = new Table("SERIAL", "STATE", "UNTIL", "PROFILE", "NAMES");
            for (Row row : rows) {
                table.row(
                        row.serial,
                        row.reason == null || row.reason == RevocationReason.UNSPECIFIED
                                ? row.state
                                : row.state + " (" + row.reason + ")",
                        row.notAfter,
                        row.profile,
                        row.names.isEmpty() ? row.subject : String.join(", ", row.names));
            }
            table.print(out(), screen());
        });
        return Outcome.FINE;
    }

    private static Row row(Entry.Issued issued, Entry.@Nullable Revoked revocation, Instant now) {
        X509Certificate certificate = issued.certificate();
        Instant notAfter = certificate.getNotAfter().toInstant();
        State state = revocation != null ? State.REVOKED : now.isAfter(notAfter) ? State.EXPIRED : State.VALID;
        return new Row(
                Certificates.serial(certificate),
                state,
                revocation == null ? null : revocation.reason(),
                revocation == null ? null : revocation.time(),
                issued.profile(),
                DistinguishedName.subject(certificate),
                SubjectNames.of(certificate).all(),
                certificate.getNotBefore().toInstant(),
                notAfter,
                Certificates.fingerprint(certificate));
    }
}
