package io.dirgate.certtool.ca;

import io.dirgate.certtool.cli.JsonOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Table;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.SubjectNames;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool ca list}. */
@Command(
        name = "list",
        description = "List all that a CA has signed, with its state.",
        footerHeading = "%nExamples:%n",
        footer = {"  certtool ca list --dir issuing", "  certtool ca list --dir issuing --json"})
final class ListCommand extends Verb {
    /** A line of the list; {@code state} is valid, expired or revoked. */
    record Row(
            String serial,
            String state,
            @Nullable String reason,
            @Nullable Instant revoked,
            String profile,
            String subject,
            List<String> names,
            Instant notBefore,
            Instant notAfter,
            String sha256) {}

    @Option(names = "--dir", required = true, paramLabel = "FOLDER", description = "The CA's folder.")
    private Path dir;

    @Mixin
    private JsonOption json;

    @Override
    protected Outcome run() throws Exception {
        Index index = CertificateAuthority.open(context(), dir).index();
        Instant now = context().clock().instant();
        Map<BigInteger, Entry.Revoked> revoked = index.revoked();
        List<Row> rows = index.issued().stream()
                .map(issued -> row(issued, revoked.get(issued.certificate().getSerialNumber()), now))
                .toList();
        json.print(out(), rows, () -> {
            Table table = new Table("SERIAL", "STATE", "UNTIL", "PROFILE", "NAMES");
            for (Row row : rows) {
                table.row(
                        row.serial,
                        row.reason == null || row.reason.equals("unspecified")
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
        String state = revocation != null ? "revoked" : now.isAfter(notAfter) ? "expired" : "valid";
        return new Row(
                Certificates.serial(certificate),
                state,
                revocation == null ? null : revocation.reason().toString(),
                revocation == null ? null : revocation.time(),
                issued.profile(),
                DistinguishedName.subject(certificate),
                SubjectNames.of(certificate).all(),
                certificate.getNotBefore().toInstant(),
                notAfter,
                Certificates.fingerprint(certificate));
    }
}
