package io.dirgate.certtool.directory;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool directory ldaps}. */
@Command(
        name = "ldaps",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Client-side LDAPS of Managed Microsoft AD and AD Connector: AWS applications use only"
                    + " LDAPS to your own directory, never port 389.",
            "Managed Microsoft AD first needs a trust to that directory. Register the CA of its"
                    + " domain controllers with certtool directory certificate register."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LdapsCommand.Status.class,
            LdapsCommand.Enable.class,
            LdapsCommand.Disable.class,
            LdapsCommand.Wait.class
        })
final class LdapsCommand {
    /**
     * How client-side LDAPS stands.
     *
     * @param status in the words of Directory Service, such as Enabling
     * @param changed whether this command has asked for a change
     */
    record Report(String directoryId, String status, boolean changed) {}

    private LdapsCommand() {}

    /** {@code certtool directory ldaps status}. */
    @Command(
            name = "status",
            description = "Show whether client-side LDAPS is enabled.",
            footerHeading = "%nExample:%n",
            footer = "  certtool directory ldaps status --directory-id d-1234567890 --json")
    static final class Status extends AwsVerb {
        @Mixin
        private DirectoryOption directory;

        @Override
        protected Outcome run(AwsClients aws) {
            ClientLdaps.Status status = new ClientLdaps(new Directories(aws.directory()), directory.id()).status();
            report(status, () -> out().println(
                            status.status() + (status.reason() == null ? "" : ": " + status.reason())));
            return status.status().equals("EnableFailed") ? Outcome.FAILED : Outcome.FINE;
        }
    }

    /** {@code certtool directory ldaps enable}. */
    @Command(
            name = "enable",
            description = "Enable client-side LDAPS.",
            footerHeading = "%nExample:%n",
            footer = "  certtool directory ldaps enable --directory-id d-1234567890 --wait")
    static final class Enable extends AwsVerb {
        @Mixin
        private DirectoryOption directory;

        @Option(names = "--wait", description = "Wait until it is enabled.")
        private boolean waiting;

        @Mixin
        private WaitOptions wait;

        @Override
        protected Outcome run(AwsClients aws) throws Exception {
            ClientLdaps ldaps = new ClientLdaps(new Directories(aws.directory()), directory.id());
            boolean asked = ldaps.enable();
            if (waiting) {
                ldaps.waitFor("Enabled", wait.poll(this::note));
            }
            String status =
                    waiting ? "Enabled" : asked ? "Enabling" : ldaps.status().status();
            report(new Report(directory.id(), status, asked), () -> out().println(
                            "client-side LDAPS of " + directory.id()
                                    + (waiting ? " is Enabled" : asked ? " is being enabled" : " is already enabled")));
            return Outcome.FINE;
        }
    }

    /** {@code certtool directory ldaps disable}. */
    @Command(
            name = "disable",
            description = "Disable client-side LDAPS. AWS applications then use port 389 again.",
            footerHeading = "%nExample:%n",
            footer = "  certtool directory ldaps disable --directory-id d-1234567890")
    static final class Disable extends AwsVerb {
        @Mixin
        private DirectoryOption directory;

        @Override
        protected Outcome run(AwsClients aws) {
            boolean asked = new ClientLdaps(new Directories(aws.directory()), directory.id()).disable();
            report(new Report(directory.id(), "Disabled", asked), () -> out().println("client-side LDAPS of "
                    + directory.id() + (asked ? " was disabled" : " is already disabled")));
            return Outcome.FINE;
        }
    }

    /** {@code certtool directory ldaps wait}. */
    @Command(
            name = "wait",
            description = "Wait until client-side LDAPS is enabled or disabled.",
            footerHeading = "%nExample:%n",
            footer = "  certtool directory ldaps wait --directory-id d-1234567890 --status Enabled --timeout 30m")
    static final class Wait extends AwsVerb {
        @Mixin
        private DirectoryOption directory;

        @Option(
                names = "--status",
                paramLabel = "STATUS",
                defaultValue = "Enabled",
                description = "Enabled or Disabled. Default: ${DEFAULT-VALUE}.")
        private Switch status;

        @Mixin
        private WaitOptions wait;

        @Override
        protected Outcome run(AwsClients aws) throws Exception {
            new ClientLdaps(new Directories(aws.directory()), directory.id())
                    .waitFor(status.name(), wait.poll(this::note));
            report(new Report(directory.id(), status.name(), false), () -> out().println(
                            "client-side LDAPS of " + directory.id() + " is " + status));
            return Outcome.FINE;
        }
    }
}
