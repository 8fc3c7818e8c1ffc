package io.dirgate.certtool.directory;

import picocli.CommandLine.Command;

/** {@code certtool directory}. */
@Command(
        name = "directory",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Directories of AWS Directory Service and their LDAPS settings.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ListCommand.class,
            ShowCommand.class,
            WaitCommand.class,
            LdapsCommand.class,
            CertificateCommand.class,
            ClientAuthCommand.class,
            ApplyCommand.class
        })
public final class DirectoryCommand {}
