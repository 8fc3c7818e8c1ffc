package io.dirgate.certtool.cli;

import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.GitWorkTree;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that does something: runs, prints to the command line's own writers and ends with an {@link Outcome}. */
@Command(mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true)
public abstract class Verb implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json;

    private final List<Finding> warnings = new ArrayList<>();

    private @Nullable Object pending;

    /** Does the work. Throws {@link Failure} with a message for the user. */
    protected abstract Outcome run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        Outcome outcome = run();
        printPending();
        out().flush();
        return outcome.exitCode();
    }

    /**
     * Reports what was done or found. Prose is printed at once. A JSON document waits until the command has succeeded, for a failure
     * prints another one in its place.
     */
    protected final void report(Object report, Runnable prose) {
        if (json.wanted()) {
            pending = report;
        } else {
            prose.run();
        }
    }

    /** Prints the pending report, for a command that continues after it. */
    protected final void printPending() {
        if (pending != null) {
            JsonOption.print(out(), pending, warnings);
            pending = null;
            warnings.clear();
        }
    }

    /** Reports a failure that does not end the command. */
    protected final void failed(Exception thrown) {
        pending = null;
        warnings.clear();
        String message = FailureReporter.inWords(thrown);
        note(message);
        if (json.wanted()) {
            JsonOption.printError(out(), Outcome.FAILED, message);
        }
    }

    /** Warns of something beside the result, on the error stream and under {@code findings} in JSON. The exit code stays. */
    protected final void warn(Finding warning) {
        warnings.add(warning);
        note("warning: " + warning.message());
    }

    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** The screen of standard output. */
    protected final Screen screen() {
        return context().screens().out();
    }

    /** Prints a message on standard error, so that standard output has only the result. */
    protected final void note(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(context().screens().errors().message(message));
        err.flush();
    }

    /** Warns where a private key that was made elsewhere lies within reach of others. */
    protected final void warnOfReach(Path key) {
        warnOfGit(key);
        if (Access.readableByOthers(key)) {
            warn(Finding.warning(
                    "key-readable", key, key + " can be read by other users of this machine; chmod 600 " + key));
        }
    }

    /** Warns where a private key has been put within reach of a careless {@code git add}. */
    protected final void warnOfGit(Path key) {
        Path tree = GitWorkTree.around(key);
        if (tree != null) {
            warn(Finding.warning(
                    "key-in-git",
                    key,
                    key + " lies in the git work tree " + tree + "; keep private keys out of source control"));
        }
    }

    /** Prints requests on standard error with {@code --debug}, otherwise discards them. */
    protected final Consumer<String> trace() {
        return root().debug() ? this::note : line -> {};
    }

    protected final Context context() {
        return root().context();
    }

    protected final Root root() {
        return (Root) spec.root().userObject();
    }
}
