package io.dirgate.certtool.directory;

import picocli.CommandLine.Command;

/** {@code certtool directory certificate}. */
@Command(
        name = "certificate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "The CA certificates that a directory trusts for client-side LDAPS or smart cards.",
            "They are of CAs, live for more than 90 days more, and are at most five; the last one cannot go while LDAPS is on."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RegisterCommand.class,
            ListCertificatesCommand.class,
            ShowCertificateCommand.class,
            DeregisterCommand.class,
            RotateCommand.class
        })
final class CertificateCommand {
    private CertificateCommand() {}
}
