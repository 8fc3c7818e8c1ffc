package io.dirgate.certtool.setup;

import java.nio.file.Path;

/** Where the parts of an installation lie below its folder; the same names as in the README's chapters. */
record Layout(Path home) {
    Path passphrase() {
        return home.resolve("pw");
    }

    Path root() {
        return home.resolve("rootca");
    }

    Path issuing() {
        return home.resolve("issuing");
    }

    Path live() {
        return home.resolve("live");
    }

    Path certificate() {
        return live().resolve("server.crt");
    }

    /** What clients trust. */
    Path trusted() {
        return live().resolve("ca.pem");
    }

    Path configuration() {
        return home.resolve("gateway.yaml");
    }
}
