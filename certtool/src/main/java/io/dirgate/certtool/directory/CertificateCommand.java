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
            "A directory takes at most five CA certificates, each valid for more than 90 days. The"
                    + " last one cannot be removed while LDAPS is enabled."
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
