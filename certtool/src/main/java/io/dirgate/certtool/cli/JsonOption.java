package io.dirgate.certtool.cli;

import io.dirgate.certtool.report.Finding;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code --json}: standard output gets one JSON document and nothing else, whether the command succeeds or fails. */
final class JsonOption {
    private static final String NAME = "--json";

    /** Behind the options of the command itself. */
    private static final int LAST = 1000;

    /** What a command prints in place of its report when it fails. */
    record ErrorReport(Reason error) {}

    /**
     * Why a command failed.
     *
     * @param code {@code usage} or {@code failed}
     */
    record Reason(String code, String message) {}

    @Option(names = NAME, order = LAST, description = "Print the report as JSON.")
    private boolean json;

    boolean wanted() {
        return json;
    }

    /** Prints a report as a document. Its list {@code findings} gets the command's warnings too, and is there even if empty. */
    static void print(PrintWriter out, Object report, List<Finding> warnings) {
        out.println(Json.write(report, warnings));
        out.flush();
    }

    /** Whether the words of a command line ask its command for JSON. */
    static boolean asked(CommandLine line, Collection<String> words) {
        return line.getCommandSpec().findOption(NAME) != null && words.contains(NAME);
    }

    /** Prints the error document, in place of the report. */
    static void printError(PrintWriter out, Outcome outcome, String message) {
        String code = outcome == Outcome.USAGE ? "usage" : "failed";
        out.println(Json.write(new ErrorReport(new Reason(code, message))));
        out.flush();
    }
}
