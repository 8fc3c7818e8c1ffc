package io.dirgate.certtool.directory;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code certtool directory client-auth}. */
@Command(
        name = "client-auth",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Sign-in with smart cards (client certificates).",
            "Register the CA of the cards first: certtool directory certificate register --type" + " smart-card."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ClientAuthCommand.Status.class, ClientAuthCommand.Enable.class, ClientAuthCommand.Disable.class})
final class ClientAuthCommand {
    /** How it stands, and whether this command has changed it. */
    record Report(String directoryId, Switch smartCard, boolean changed) {}

    private ClientAuthCommand() {}

    /** {@code certtool directory client-auth status}. */
    @Command(
            name = "status",
            description = "Show whether smart cards are accepted.",
            footerHeading = "%nExample:%n",
            footer = "  certtool directory client-auth status --directory-id d-1234567890 --json")
    static final class Status extends AwsVerb {
        @Mixin
        private DirectoryOption directory;

        @Override
        protected Outcome run(AwsClients aws) {
            boolean on = new SmartCards(new Directories(aws.directory()), directory.id()).areEnabled();
            Report report = new Report(directory.id(), Switch.of(on), false);
            report(report, () -> out().println("smart cards: " + report.smartCard));
            return Outcome.FINE;
        }
    }

    /** {@code certtool directory client-auth enable}. */
    @Command(
            name = "enable",
            description = "Accept smart cards.",
            footerHeading = "%nExample:%n",
            footer = "  certtool directory client-auth enable --directory-id d-1234567890")
    static final class Enable extends AwsVerb {
        @Mixin
        private DirectoryOption directory;

        @Override
        protected Outcome run(AwsClients aws) {
            boolean changed = new SmartCards(new Directories(aws.directory()), directory.id()).enable();
            report(new Report(directory.id(), Switch.Enabled, changed), () -> out().println(
                            "smart cards are " + (changed ? "now accepted" : "already accepted")));
            return Outcome.FINE;
        }
    }

    /** {@code certtool directory client-auth disable}. */
    @Command(
            name = "disable",
            description = "Stop accepting smart cards.",
            footerHeading = "%nExample:%n",
            footer = "  certtool directory client-auth disable --directory-id d-1234567890")
    static final class Disable extends AwsVerb {
        @Mixin
        private DirectoryOption directory;

        @Override
        protected Outcome run(AwsClients aws) {
            boolean changed = new SmartCards(new Directories(aws.directory()), directory.id()).disable();
            report(new Report(directory.id(), Switch.Disabled, changed), () -> out().println(
                            "smart cards are " + (changed ? "no longer accepted" : "already not accepted")));
            return Outcome.FINE;
        }
    }
}
