package io.dirgate.proxy.config;

import java.nio.file.Path;

/** An encrypted copy of the last valid pair. */
public record CertificateCacheConfig(
        @Setting(output = true, means = "The PKCS#12 file to write. Only the gateway's user can read it.")
        String file,

        @Setting(means = "File whose first line is the passphrase for that file. Store it in another place.")
        Path passphraseFile) {

    public CertificateCacheConfig {
        Contradictions found = new Contradictions();
        found.when("-".equals(file), "file", "\"-\" is not the name of a file");
        found.raise();
    }
}
