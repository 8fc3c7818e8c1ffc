package io.dirgate.certtool.acm;

import com.fasterxml.jackson.annotation.JsonValue;
import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.report.Failure;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.acm.model.CertificateDetail;

/** {@code certtool acm delete}. */
@Command(
        name = "delete",
        description = "Delete a certificate that nothing uses. This cannot be undone.",
        footerHeading = "%nExample:%n",
        footer = "  certtool acm delete --arn ARN --yes")
final class DeleteCommand extends AwsVerb {
    /** The action of the command. */
    enum Action {
        DELETED,
        WOULD_DELETE;

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The result for a certificate. */
    record Report(String arn, Action action) {}

    @Option(names = "--arn", required = true, paramLabel = "ARN", description = "The certificate.")
    private String arn;

    @Option(names = "--yes", description = "Delete it. Without this option the command only says what it would delete.")
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
            // A lambda that takes a class of the SDK would make the command line load that class.
            String what = arn + " (" + detail.domainName() + ", valid until " + detail.notAfter() + ")";
            report(new Report(arn, Action.WOULD_DELETE), () -> out().println(
                            "would delete " + what + "; give --yes to do it"));
            return Outcome.FINE;
        }
        certificates.delete(arn);
        report(new Report(arn, Action.DELETED), () -> out().println("deleted " + arn));
        return Outcome.FINE;
    }
}
