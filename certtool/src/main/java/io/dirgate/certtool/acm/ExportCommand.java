package io.dirgate.certtool.acm;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.ca.Leaf;
import io.dirgate.certtool.cli.ForceOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.pki.Made;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.report.Failure;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.acm.model.CertificateDetail;

/** {@code certtool acm export}. */
@Command(
        name = "export",
        description = {
            "Export a certificate with its key into files that the gateway serves.",
            "Works for certificates of AWS Private CA, and for public certificates that were"
                    + " requested as exportable. ACM never exports imported certificates."
        },
        footerHeading = "%nExample:%n",
        footer = "  certtool acm export --arn ARN --out-dir live")
final class ExportCommand extends AwsVerb {
    /** A certificate that was exported. */
    record Report(String arn, @JsonUnwrapped Made made) {}

    @Option(names = "--arn", required = true, paramLabel = "ARN", description = "The certificate.")
    private String arn;

    @Option(
            names = "--out-dir",
            required = true,
            paramLabel = "FOLDER",
            description = "Where to write privatekey.pem, server.crt, chain.pem (the certificate and its issuers)"
                    + " and ca.pem (what clients trust).")
    private Path folder;

    @Mixin
    private ForceOption force;

    @Override
    protected Outcome run(AwsClients aws) throws Exception {
        AcmCertificates certificates = new AcmCertificates(aws.acm());
        CertificateDetail detail = certificates.describe(arn);
        String export = detail.options() == null ? null : detail.options().exportAsString();
        if (!CertificateView.isExportable(detail.typeAsString(), export)) {
            throw new Failure(arn + " cannot be exported: " + why(detail.typeAsString()));
        }
        ExportedCertificate exported = ExportedCertificate.fetch(certificates, arn);
        Leaf leaf = new Leaf(exported.key(), exported.leafAndChain());
        leaf.files(context().disk(), folder, Profile.SERVER).write(force.given());
        warnOfGit(Leaf.keyIn(folder));
        Made made = Made.of(leaf.certificate(), leaf.written(folder, Profile.SERVER));
        report(new Report(arn, made), () -> out().println("exported " + arn + " to " + folder));
        return Outcome.FINE;
    }

    private static String why(String type) {
        return type.equals("IMPORTED")
                ? "ACM never gives the key of an imported certificate back; use the files that it was imported from"
                : "a public certificate is exportable only if it was requested with export enabled, which cannot be changed"
                        + " later; request a new one";
    }
}
