package io.dirgate.certtool.directory;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Table;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code certtool directory certificate list}. */
@Command(
        name = "list",
        description = "List the CA certificates that a directory trusts.",
        footerHeading = "%nExample:%n",
        footer = "  certtool directory certificate list --directory-id d-1234567890")
final class ListCertificatesCommand extends AwsVerb {
    /** All certificates that are registered with the directory. */
    record Report(List<RegisteredView> certificates) {}

    @Mixin
    private DirectoryOption directory;

    @Override
    protected Outcome run(AwsClients aws) {
        List<RegisteredView> views =
                new RegisteredCertificates(new Directories(aws.directory()), directory.id()).list();
        report(new Report(views), () -> print(views));
        return Outcome.FINE;
    }

    private void print(List<RegisteredView> views) {
        Instant now = context().clock().instant();
        Table table = new Table("ID", "NAME", "FOR", "STATE", "DAYS LEFT");
        for (RegisteredView view : views) {
            Purpose purpose = view.is(Purpose.LDAPS) ? Purpose.LDAPS : Purpose.SMART_CARD;
            table.row(view.id(), view.commonName(), purpose, view.state(), view.daysLeft(now));
        }
        table.print(out(), screen());
    }
}
