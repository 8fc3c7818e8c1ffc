package io.dirgate.certtool.directory;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import software.amazon.awssdk.services.directory.model.DirectoryDescription;
import software.amazon.awssdk.services.directory.model.DirectoryType;

/** {@code certtool directory show}. */
@Command(
        name = "show",
        description = "Show one directory: stage, addresses, domain controllers, network.",
        footerHeading = "%nExample:%n",
        footer = "  certtool directory show --directory-id d-1234567890")
final class ShowCommand extends AwsVerb {
    @Mixin
    private DirectoryOption directory;

    @Override
    protected Outcome run(AwsClients aws) {
        Directories directories = new Directories(aws.directory());
        DirectoryDescription found = directories.find(directory.id());
        boolean managed = found.type() == DirectoryType.MICROSOFT_AD;
        DirectoryView view = DirectoryView.of(found, managed ? directories.controllers(directory.id()) : null);
        report(view, () -> print(view));
        return Outcome.FINE;
    }

    private void print(DirectoryView view) {
        out().println(view.id() + " " + view.name());
        line("type", view.type() + (view.size() == null ? "" : " (" + view.size() + ")"));
        line("stage", view.stage() + (view.stageReason() == null ? "" : ": " + view.stageReason()));
        line("netbios", view.netbiosName());
        line("addresses", String.join(", ", view.addresses()));
        if (view.dnsServers() != null) {
            line("DNS used", String.join(", ", view.dnsServers()));
        }
        line("network", view.vpcId() + ", security group " + view.securityGroupId());
        List<DirectoryView.Controller> controllers = view.domainControllers();
        if (controllers != null) {
            Table table = new Table("DOMAIN CONTROLLER", "ADDRESS", "ZONE", "STATUS");
            controllers.forEach(each -> table.row(each.id(), each.address(), each.availabilityZone(), each.status()));
            table.print(out(), screen());
        }
    }

    private void line(String name, @Nullable String value) {
        out().printf("  %-10s %s%n", name, value == null ? "-" : value);
    }
}
