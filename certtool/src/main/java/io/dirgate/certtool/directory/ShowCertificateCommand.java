package io.dirgate.certtool.directory;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code certtool directory certificate show}. */
@Command(
        name = "show",
        description = "Show one registered certificate. If its registration failed, shows the reason.",
        footerHeading = "%nExample:%n",
        footer = "  certtool directory certificate show --directory-id d-1234567890 --certificate-id c-1234567890")
final class ShowCertificateCommand extends AwsVerb {
    @Mixin
    private DirectoryOption directory;

    @Mixin
    private CertificateIdOption certificate;

    @Override
    protected Outcome run(AwsClients aws) {
        RegisteredView view =
                new RegisteredCertificates(new Directories(aws.directory()), directory.id()).show(certificate.id());
        report(view, () -> print(view));
        return Outcome.FINE;
    }

    private void print(RegisteredView view) {
        out().println(view.id() + " " + view.commonName());
        line("state", view.state() + (view.stateReason() == null ? "" : ": " + view.stateReason()));
        line("type", view.type());
        line("expires", view.notAfter() + " (" + view.daysLeft(context().clock().instant()) + " days left)");
        line("ocsp", view.ocspUrl());
    }

    private void line(String name, @Nullable String value) {
        out().printf("  %-8s %s%n", name, value == null ? "-" : value);
    }
}
