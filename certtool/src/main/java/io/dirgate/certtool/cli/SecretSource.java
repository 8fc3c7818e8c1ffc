package io.dirgate.certtool.cli;

import io.dirgate.certtool.files.Reading;
import io.dirgate.certtool.report.Failure;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where one secret comes from: a file, else an environment variable, else a question at the terminal. Never a plain argument,
 * which every user of the machine could read in the process list.
 */
public record SecretSource(String option, @Nullable Path file, String variable) {

    /** The secret from the file or the environment, else null, without a prompt. */
    public char @Nullable [] find(Context context) throws IOException {
        if (file != null) {
            return firstLine(file);
        }
        String value = context.environment().get(variable);
        return value == null || value.isEmpty() ? null : value.toCharArray();
    }

    /** The secret, asked for at the terminal if need be. */
    public char[] require(Context context, String what) throws IOException {
        char[] found = find(context);
        return found != null ? found : ask(context, what);
    }

    /** The secret, asked for at the terminal. */
    char[] ask(Context context, String what) {
        return ask(context, what, false);
    }

    /** A secret that is about to be set, asked for twice. */
    char[] askTwice(Context context, String what) {
        return ask(context, what, true);
    }

    private char[] ask(Context context, String what, boolean twice) {
        Console console = context.console();
        if (console == null) {
            throw Failure.usage(what + " is needed: give " + option + "-file FILE, set " + variable
                    + ", or run the command at a terminal");
        }
        char[] typed = console.readPassword("%s: ", what);
        if (typed == null || typed.length == 0) {
            throw Failure.usage(what + " is needed: nothing was typed");
        }
        if (twice && !Arrays.equals(typed, console.readPassword("%s, once more: ", what))) {
            throw Failure.usage(what + " was different the second time; nothing was done");
        }
        return typed;
    }

    private char[] firstLine(Path path) throws IOException {
        String text = Reading.text(path);
        String line = text.lines().findFirst().orElse("");
        if (line.isEmpty()) {
            throw Failure.usage(path + " (" + option + "-file): its first line is empty; it must hold the secret");
        }
        return line.toCharArray();
    }
}
