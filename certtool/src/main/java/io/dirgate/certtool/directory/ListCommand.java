package io.dirgate.certtool.directory;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Table;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code certtool directory list}. */
@Command(
        name = "list",
        description = "List the directories of the account and Region with their addresses.",
        footerHeading = "%nExample:%n",
        footer = "  certtool directory list --json")
final class ListCommand extends AwsVerb {
    /** All directories of the account and Region. */
    record Report(List<DirectoryView> directories) {}

    @Override
    protected Outcome run(AwsClients aws) {
        List<DirectoryView> views = new Directories(aws.directory()).views();
        report(new Report(views), () -> print(views));
        return Outcome.FINE;
    }

    private void print(List<DirectoryView> views) {
        Table table = new Table("ID", "NAME", "TYPE", "STAGE", "ADDRESSES");
        for (DirectoryView view : views) {
            table.row(view.id(), view.name(), view.type(), view.stage(), String.join(", ", view.addresses()));
        }
        table.print(out(), screen());
    }
}
