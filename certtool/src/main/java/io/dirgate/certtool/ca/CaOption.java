package io.dirgate.certtool.ca;

import io.dirgate.certtool.cli.Context;
import io.dirgate.certtool.cli.PassphraseOption;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** An existing CA and the passphrase of its key. */
public final class CaOption {
    @Option(names = "--dir", required = true, paramLabel = "FOLDER", description = "The CA's folder.")
    private Path dir;

    @Mixin
    private PassphraseOption passphrase;

    public CertificateAuthority open(Context context) throws IOException {
        return CertificateAuthority.open(context, dir);
    }

    public PrivateKey unlock(CertificateAuthority ca, Context context) throws IOException {
        return ca.unlock(
                () -> passphrase.require(context, "passphrase of " + ca.folder().key()));
    }
}
