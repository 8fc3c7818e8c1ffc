package io.dirgate.certtool.acm;

import picocli.CommandLine.Command;

/** {@code certtool acm}. */
@Command(
        name = "acm",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Certificates in AWS Certificate Manager, for load balancers.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ImportCommand.class,
            ListCommand.class,
            ShowCommand.class,
            ExportCommand.class,
            RotateCommand.class,
            DeleteCommand.class
        })
public final class AcmCommand {}
