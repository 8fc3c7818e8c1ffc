package io.dirgate.certtool.acm;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.report.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.acm.model.CertificateDetail;

/** {@code certtool acm delete}. */
@Command(
        name = "delete",
        description = "Delete a certificate that nothing uses. There is no way back.",
        footerHeading = "%nExample:%n",
        footer = "  certtool acm delete --arn ARN --yes")
final class DeleteCommand extends AwsVerb {
    @Option(names = "--arn", required = true, paramLabel = "ARN", description = "The certificate.")
    private String arn;

    @Option(
            names = "--yes",
            description = "Really delete it; without this, the command only says what it would delete.")
    private boolean yes;

    @Override
    protected Outcome run(AwsClients aws) {
        AcmCertificates certificates = new AcmCertificates(aws.acm());
        CertificateDetail detail = certificates.describe(arn);
        if (!detail.inUseBy().isEmpty()) {
            throw new Failure(arn + " is in use and was not deleted; give these another certificate first:\n  - "
                    + String.join("\n  - ", detail.inUseBy()));
        }
        if (!yes) {
            out().println("would delete " + arn + " (" + detail.domainName() + ", valid until " + detail.notAfter()
                    + "); give --yes to do it");
            return Outcome.FINE;
        }
        certificates.delete(arn);
        out().println("deleted " + arn);
        return Outcome.FINE;
    }
}
