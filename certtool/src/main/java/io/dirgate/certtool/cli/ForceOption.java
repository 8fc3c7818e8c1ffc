package io.dirgate.certtool.cli;

import picocli.CommandLine.Option;

/** {@code --force}: without it nothing that exists is replaced. */
public final class ForceOption {
    @Option(names = "--force", description = "Replace existing files.")
    private boolean force;

    public boolean given() {
        return force;
    }
}
