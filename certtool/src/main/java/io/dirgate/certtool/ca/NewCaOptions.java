package io.dirgate.certtool.ca;

import io.dirgate.certtool.cli.Context;
import io.dirgate.certtool.cli.PassphraseOption;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Publication;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.request.KeyKindConverter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for a new CA. */
final class NewCaOptions {
    @Option(
            names = "--type",
            paramLabel = "KIND",
            converter = KeyKindConverter.class,
            description = "Type of the CA's key: ec-p256 (default), ec-p384, rsa-2048, rsa-3072 or rsa-4096.")
    private @Nullable KeyKind kind;

    @Option(
            names = "--subject",
            paramLabel = "DN",
            description = "More parts of the CA's distinguished name, such as O=Example,C=DE.")
    @Nullable
    String more;

    @Option(
            names = "--crl-url",
            paramLabel = "URL",
            description =
                    "http URL of the CA's CRL. Written into each certificate that the CA signs. May be" + " repeated.")
    List<String> crlUrls = new ArrayList<>();

    @Option(
            names = "--ca-url",
            paramLabel = "URL",
            description = "http URL of the CA's certificate. Written into each certificate that the CA signs. May"
                    + " be repeated.")
    List<String> caUrls = new ArrayList<>();

    @Mixin
    PermitOption permit = new PermitOption();

    @Mixin
    private KmsOptions kms = new KmsOptions();

    @Option(names = "--no-passphrase", description = "Do not encrypt the CA's key.")
    private boolean noPassphrase;

    @Mixin
    PassphraseOption passphrase = new PassphraseOption();

    Subject subject(@Nullable String title) {
        if (title == null) {
            throw Failure.usage("the CA needs a name: give --name 'Example Issuing CA'");
        }
        return Subject.ofCa(title, more);
    }

    Publication publication() {
        return new Publication(crlUrls, caUrls);
    }

    /** The new key, or the KMS key, which needs no passphrase. */
    NewKey key(Context context, Path folder, Consumer<String> trace) throws IOException {
        if (kms.given()) {
            if (kind != null) {
                throw Failure.usage("--type and --kms-key do not go together: a key in KMS has its type already");
            }
            return kms.find(trace);
        }
        char[] secret = noPassphrase ? null : passphrase.choose(context, "passphrase for the key of " + folder);
        return NewKey.local((kind == null ? KeyKind.EC_P256 : kind).generate(), secret);
    }
}
