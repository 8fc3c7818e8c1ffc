package io.dirgate.certtool.ca;

import picocli.CommandLine.Option;

/** {@code --short}: without it nothing is issued that is of use for a few days only, because the CA ends. */
public final class ShortOption {
    @Option(names = "--short", description = "Issue the certificate even if the CA itself expires within a week.")
    private boolean given;

    public boolean given() {
        return given;
    }
}
