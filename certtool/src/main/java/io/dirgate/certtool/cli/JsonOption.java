package io.dirgate.certtool.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** {@code --json} on every command that reports: the whole report as one JSON document, and no prose beside it. */
public final class JsonOption {
    @Option(names = "--json", description = "Print the report as JSON.")
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
}
