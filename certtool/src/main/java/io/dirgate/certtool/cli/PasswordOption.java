package io.dirgate.certtool.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The password of an account in the directory. */
public final class PasswordOption {
    private static final String VARIABLE = "CERTTOOL_PASSWORD";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "File whose first line is the account's password. Default: the environment variable "
                    + VARIABLE + ", or a prompt on the terminal.")
    private @Nullable Path file;

    /** The password, asked for at the terminal if need be. */
    public char[] require(Context context, String what) throws IOException {
        return new SecretSource("--password", file, VARIABLE).require(context, what);
    }
}
