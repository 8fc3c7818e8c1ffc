package io.dirgate.certtool.acme;

import picocli.CommandLine.Command;

/** {@code certtool acme}. */
@Command(
        name = "acme",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description =
                "Certificates from an ACME CA, such as Let's Encrypt. The private key stays on this" + " machine.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {OrderCommand.class, RenewCommand.class})
public final class AcmeCommand {}
