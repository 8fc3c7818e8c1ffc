package io.dirgate.certtool.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The passphrase of a private key or a key store. */
public final class PassphraseOption {
    private static final String VARIABLE = "CERTTOOL_PASSPHRASE";

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "File whose first line is the passphrase. Default: the environment variable " + VARIABLE
                    + ", or a prompt on the terminal.")
    private @Nullable Path file;

    /** The content of a pipe, which can be read only once. A file is read each time, because it may change. */
    private char @Nullable [] ofPipe;

    /** The passphrase from the file or the environment, without a prompt. */
    public char @Nullable [] find(Context context) throws IOException {
        if (ofPipe != null) {
            return ofPipe.clone();
        }
        char[] found = source().find(context);
        if (found != null && file != null && !Files.isRegularFile(file)) {
            ofPipe = found.clone();
        }
        return found;
    }

    /** The passphrase, asked for at the terminal if need be; {@code what} is the question, such as "passphrase of issuing/ca.key". */
    public char[] require(Context context, String what) throws IOException {
        char[] found = find(context);
        return found != null ? found : source().ask(context, what);
    }

    /** A new passphrase; at a terminal it is asked for twice. */
    public char[] choose(Context context, String what) throws IOException {
        char[] found = find(context);
        return found != null ? found : source().askTwice(context, what);
    }

    /** A passphrase that has a file of its own beside this option's. */
    public static char[] fromFile(Context context, Path other) throws IOException {
        return new SecretSource("the passphrase", other, VARIABLE).require(context, "the passphrase");
    }

    /** Whether the command line names a file; then the user wants a passphrase even where none is needed. */
    public boolean given() {
        return file != null;
    }

    private SecretSource source() {
        return new SecretSource("--passphrase", file, VARIABLE);
    }
}
