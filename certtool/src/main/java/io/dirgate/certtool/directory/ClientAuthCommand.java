package io.dirgate.certtool.directory;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.JsonOption;
import io.dirgate.certtool.cli.Outcome;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code certtool directory client-auth}. */
@Command(
        name = "client-auth",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Sign-in by smart card (client certificate).",
            "Its CA is registered first: certtool directory certificate register --type smart-card."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ClientAuthCommand.Status.class, ClientAuthCommand.Enable.class, ClientAuthCommand.Disable.class})
final class ClientAuthCommand {
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

        @Mixin
        private JsonOption json;

        @Override
        protected Outcome run(AwsClients aws) {
            String status = new SmartCards(new Directories(aws.directory()), directory.id()).areEnabled()
                    ? "Enabled"
                    : "Disabled";
            json.print(out(), Map.of("smartCard", status), () -> out().println("smart cards: " + status));
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
            out().println("smart cards are " + (changed ? "accepted now" : "accepted already"));
            return Outcome.FINE;
        }
    }

    /** {@code certtool directory client-auth disable}. */
    @Command(
            name = "disable",
            description = "Accept smart cards no longer.",
            footerHeading = "%nExample:%n",
            footer = "  certtool directory client-auth disable --directory-id d-1234567890")
    static final class Disable extends AwsVerb {
        @Mixin
        private DirectoryOption directory;

        @Override
        protected Outcome run(AwsClients aws) {
            boolean changed = new SmartCards(new Directories(aws.directory()), directory.id()).disable();
            out().println("smart cards are " + (changed ? "accepted no longer" : "not accepted already"));
            return Outcome.FINE;
        }
    }
}
