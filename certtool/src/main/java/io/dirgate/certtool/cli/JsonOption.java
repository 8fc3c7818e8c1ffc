package io.dirgate.certtool.cli;

import java.io.PrintWriter;
import java.util.Collection;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code --json} on every command that reports: the whole report as one JSON document, and no prose beside it. */
public final class JsonOption {
    private static final String NAME = "--json";

    /** What a command prints in place of its report when it fails. */
    record ErrorReport(Reason error) {}

    /**
     * Why a command failed.
     *
     * @param code {@code usage} or {@code failed}
     */
    record Reason(String code, String message) {}

    @Option(names = NAME, description = "Print the report as JSON.")
    private boolean json;

    public boolean wanted() {
        return json;
    }

    /** Prints the report in the form that was asked for. */
    public void print(PrintWriter out, Object report, Runnable text) {
        if (json) {
            out.println(Json.write(report));
        } else {
            text.run();
        }
        out.flush();
    }

    /** Whether the words of a command line ask its command for JSON. */
    static boolean asked(CommandLine line, Collection<String> words) {
        return line.getCommandSpec().findOption(NAME) != null && words.contains(NAME);
    }

    /** Prints that a command failed, where its report would stand. */
    static void printError(PrintWriter out, Outcome outcome, String message) {
        String code = outcome == Outcome.USAGE ? "usage" : "failed";
        out.println(Json.write(new ErrorReport(new Reason(code, message))));
        out.flush();
    }
}
