package io.dirgate.certtool.acm;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.pki.Certificates;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.acm.model.CertificateStatus;

/** {@code certtool acm show}. */
@Command(
        name = "show",
        description = "Show one certificate: names, key, dates, and what uses it.",
        footerHeading = "%nExample:%n",
        footer = "  certtool acm show --arn ARN")
final class ShowCommand extends AwsVerb {
    @Option(names = "--arn", required = true, paramLabel = "ARN", description = "The certificate.")
    private String arn;

    @Override
    protected Outcome run(AwsClients aws) {
        AcmCertificates certificates = new AcmCertificates(aws.acm());
        CertificateDetail detail = certificates.describe(arn);
        // What is still being validated has no content to fetch.
        String sha256 = CertificateStatus.PENDING_VALIDATION.equals(detail.status())
                ? null
                : Certificates.fingerprint(certificates.leafAndChain(arn).get(0));
        CertificateView view =
                CertificateView.of(detail, sha256, context().clock().instant());
        report(view, () -> print(view));
        return Outcome.FINE;
    }

    private void print(CertificateView view) {
        out().println(view.arn());
        line("name", view.name());
        line("names", String.join(", ", view.names()));
        line("type", view.type() + (view.exportable() ? ", exportable" : ", not exportable"));
        line("status", view.status());
        line("key", view.keyAlgorithm());
        line("valid", view.notBefore() + " to " + view.notAfter() + " (" + view.daysLeft() + " days left)");
        line("renewal", "by ACM: " + view.renewalEligibility());
        line("sha256", view.sha256());
        line("in use by", view.inUseBy() == null || view.inUseBy().isEmpty() ? "nothing" : "");
        if (view.inUseBy() != null) {
            view.inUseBy().forEach(user -> out().println("    " + user));
        }
    }

    private void line(String name, @Nullable String value) {
        out().printf("  %-10s %s%n", name, value == null ? "-" : value);
    }
}
