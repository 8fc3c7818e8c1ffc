package io.dirgate.proxy.config;

import java.nio.file.Path;

/** An encrypted copy of the last good pair. */
public record CertificateCacheConfig(
        @Setting(output = true, means = "The PKCS#12 file that is written, for the gateway's user alone.")
        String file,

        @Setting(means = "File whose first line is the passphrase that encrypts it. Keep the two apart.")
        Path passphraseFile) {

    public CertificateCacheConfig {
        Contradictions found = new Contradictions();
        found.when("-".equals(file), "file", "\"-\" is not the name of a file");
        found.raise();
    }
}
