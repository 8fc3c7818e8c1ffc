package io.dirgate.certtool.trust;

import picocli.CommandLine.Command;

/** {@code certtool trust}. */
@Command(
        name = "trust",
        description = "Make the programs of this machine trust a root CA, or no longer trust it.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        subcommands = {InstallCommand.class, UninstallCommand.class})
public final class TrustCommand {}
