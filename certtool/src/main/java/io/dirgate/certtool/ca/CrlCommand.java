package io.dirgate.certtool.ca;

import io.dirgate.certtool.cli.ForceOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.pki.Chain;
import io.dirgate.certtool.pki.Pem;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Written;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CRLHolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool ca crl}. */
@Command(
        name = "crl",
        description = "Sign a new certificate revocation list (CRL). Writes ca.crl (DER) in the CA's folder.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool ca crl --dir issuing --passphrase-file pw",
            "  certtool ca crl --dir rootca --days 180 --out root.crl --format der --passphrase-file pw"
        })
final class CrlCommand extends Verb {
    /** How a CRL is written out. */
    enum Form {
        PEM,
        DER
    }

    /** The new CRL. Clients need a newer one before {@code nextUpdate}. */
    record Report(BigInteger number, int revoked, Instant nextUpdate, List<Written> written) {
        static Report of(Path file, @Nullable Path copy, byte[] der) throws IOException {
            X509CRLHolder crl = new X509CRLHolder(der);
            CRLNumber number =
                    CRLNumber.getInstance(crl.getExtension(Extension.cRLNumber).getParsedValue());
            return new Report(
                    number.getCRLNumber(),
                    crl.getRevokedCertificates().size(),
                    crl.getNextUpdate().toInstant(),
                    Stream.of(file, copy)
                            .flatMap(Stream::ofNullable)
                            .map(each -> Written.of(each, Written.Kind.CRL))
                            .toList());
        }
    }

    @Mixin
    private CaOption ca;

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "How many days the CRL is valid (default 30; 180 for a root CA).")
    private @Nullable Integer days;

    @Option(names = "--out", paramLabel = "FILE", description = "Also write a copy here.")
    private @Nullable Path out;

    @Option(names = "--format", defaultValue = "pem", description = "Format of the copy: pem (default) or der.")
    private Form form;

    @Mixin
    private ForceOption force;

    @Override
    protected Outcome run() throws Exception {
        if (days != null && days < 1) {
            throw Failure.usage("--days must be at least 1, not " + days);
        }
        if (out != null) {
            AtomicFile.refuseExisting(out, force.given());
        }
        CertificateAuthority authority = ca.open(context());
        byte[] der = authority.signCrl(ca.unlock(authority, context()), days != null ? days : defaultDays(authority));
        if (out != null) {
            byte[] content = form == Form.DER ? der : Pem.write("X509 CRL", der).getBytes(StandardCharsets.US_ASCII);
            AtomicFile.write(context().disk(), out, content, Access.PUBLIC, force.given());
        }
        Path file = authority.folder().crl();
        Report report = Report.of(file, out, der);
        report(report, () -> out().println(file + ": CRL number " + report.number + ", " + report.revoked
                + " revoked, valid until " + report.nextUpdate + (out == null ? "" : "; a copy is " + out)));
        return Outcome.FINE;
    }

    /** A root is opened rarely. */
    static int defaultDays(CertificateAuthority authority) {
        return Chain.isSelfSigned(authority.certificate()) ? 180 : 30;
    }
}
