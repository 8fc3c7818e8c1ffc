package io.dirgate.certtool.acme;

import picocli.CommandLine.Command;

/** {@code certtool acme}. */
@Command(
        name = "acme",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description =
                "Certificates from an ACME CA, such as Let's Encrypt or an ACME endpoint of ACM. The key stays here.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {OrderCommand.class, RenewCommand.class})
public final class AcmeCommand {}
