package io.dirgate.certtool.ca;

import picocli.CommandLine.Command;

/** {@code certtool ca}: a private CA in a folder. */
@Command(
        name = "ca",
        description = "Run a private CA in a folder: root, issuing CAs, certificates, revocation.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        subcommands = {
            InitCommand.class,
            IntermediateCommand.class,
            IssueCommand.class,
            SignSubordinateCommand.class,
            RevokeCommand.class,
            CrlCommand.class,
            ListCommand.class,
            ExportCommand.class,
            RolloverCommand.class
        })
public final class CaCommand {}
