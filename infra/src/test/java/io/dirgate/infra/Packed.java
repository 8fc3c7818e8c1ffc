package io.dirgate.infra;

import java.nio.file.Path;

/** What the build packed. */
final class Packed {
    private Packed() {}

    /** {@code dirgate-VERSION.tar.gz}. */
    static Path archive() {
        return Path.of(System.getProperty("dirgate.archive"));
    }

    /** {@code dirgate_VERSION_all.deb}. */
    static Path deb() {
        return Path.of(System.getProperty("dirgate.deb"));
    }
}
