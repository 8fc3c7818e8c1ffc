package io.dirgate.certtool.acm;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Table;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code certtool acm list}. */
@Command(
        name = "list",
        description = "List all certificates of the account and Region, with any type of key.",
        footerHeading = "%nExamples:%n",
        footer = {"  certtool acm list --region eu-central-1", "  certtool acm list --json"})
final class ListCommand extends AwsVerb {
    /** All that ACM holds. */
    record Report(List<CertificateView> certificates) {}

    @Override
    protected Outcome run(AwsClients aws) {
        List<CertificateView> views =
                new AcmCertificates(aws.acm()).views(context().clock().instant());
        report(new Report(views), () -> print(views));
        return Outcome.FINE;
    }

    private void print(List<CertificateView> views) {
        Table table = new Table("NAME", "TYPE", "STATUS", "KEY", "DAYS LEFT", "IN USE", "ARN");
        for (CertificateView view : views) {
            String inUse = view.inUse() == null ? null : view.inUse() ? "yes" : "no";
            table.row(view.name(), view.type(), view.status(), view.keyAlgorithm(), view.daysLeft(), inUse, view.arn());
        }
        table.print(out(), screen());
    }
}
