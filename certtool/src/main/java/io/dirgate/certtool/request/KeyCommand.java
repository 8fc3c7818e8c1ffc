package io.dirgate.certtool.request;

import io.dirgate.certtool.cli.ForceOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.PassphraseOption;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.files.ServiceFolder;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.report.Written;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool key}. */
@Command(
        name = "key",
        description = "Make a private key.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool key --out privatekey.pem",
            "  certtool key --type rsa-2048 --encrypt --passphrase-file pw --out privatekey.pem"
        })
public final class KeyCommand extends Verb {
    /**
     * A key that was made.
     *
     * @param key its kind
     */
    record Report(String key, boolean encrypted, List<Written> written) {}

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Write the key here. Only its owner can read it; in /etc/dirgate also the gateway.")
    private Path out;

    @Option(
            names = "--type",
            paramLabel = "KIND",
            defaultValue = "ec-p256",
            converter = KeyKindConverter.class,
            description = "ec-p256 (default), ec-p384, rsa-2048, rsa-3072 or rsa-4096.")
    private KeyKind kind;

    @Option(names = "--encrypt", description = "Encrypt the key with a passphrase.")
    private boolean encrypt;

    @Mixin
    private PassphraseOption passphrase;

    @Mixin
    private ForceOption force;

    @Override
    protected Outcome run() throws Exception {
        AtomicFile.refuseExisting(out, force.given());
        char[] secret = encrypt || passphrase.given() ? passphrase.choose(context(), "passphrase of " + out) : null;
        KeyPair pair = kind.generate();
        byte[] pem = Keys.pem(pair.getPrivate(), secret);
        AtomicFile.write(context().disk(), out, pem, Access.SERVED_KEY, force.given());
        String readers = ServiceFolder.readers(out);
        warnOfGit(out);
        Report report = new Report(
                KeyKind.describe(pair.getPublic()), secret != null, List.of(Written.of(out, Written.Kind.PRIVATE_KEY)));
        report(report, () -> out().println(out + ": " + report.key + (report.encrypted ? ", encrypted" : "")
                + (readers == null
                        ? ", readable by its owner alone"
                        : ", readable by its owner and the group " + readers)));
        return Outcome.FINE;
    }
}
