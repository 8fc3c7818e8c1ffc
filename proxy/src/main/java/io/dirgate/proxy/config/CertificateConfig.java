package io.dirgate.proxy.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A certificate and its key. Both files are watched: a changed pair is checked, then served to new connections. */
public record CertificateConfig(
        @Setting(means = "PEM file: the server's certificate first, then its chain, without the root.")
        Path certificate,

        @Setting(means = "PEM file of its key: PKCS#8 (also encrypted), PKCS#1 or SEC1.")
        Path privateKey,

        @Setting(means = "File whose first line is the passphrase of an encrypted key.") @Nullable
        Path passphraseFile) {}
