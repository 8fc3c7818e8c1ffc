package io.dirgate.certtool.acme;

import io.dirgate.certtool.acme.AcmeAccount.ExternalAccount;
import io.dirgate.certtool.cli.Context;
import io.dirgate.certtool.cli.SecretSource;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** External Account Binding: what the CA handed out to its customer. */
final class EabOptions {
    private static final String VARIABLE = "CERTTOOL_EAB_KEY";

    @Option(names = "--eab-kid", paramLabel = "ID", description = "External Account Binding: the key id.")
    private @Nullable String keyId;

    @Option(
            names = "--eab-key-file",
            paramLabel = "FILE",
            description =
                    "File whose first line is the binding's HMAC key (base64url). Default: the environment variable "
                            + VARIABLE + ", or a prompt on the terminal.")
    private @Nullable Path keyFile;

    @Nullable
    ExternalAccount read(Context context) throws IOException {
        if (keyId == null) {
            if (keyFile != null) {
                throw Failure.usage("--eab-key-file needs --eab-kid, the id that the CA gave to this key");
            }
            return null;
        }
        char[] key = new SecretSource("--eab-key", keyFile, VARIABLE).require(context, "HMAC key of " + keyId);
        return new ExternalAccount(keyId, new String(key).strip());
    }
}
