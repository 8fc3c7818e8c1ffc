package io.dirgate.certtool.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/**
 * Reports a wrong command line in one or two lines. The whole help would hide that message; it is printed only if no command is given at
 * all gets it.
 */
public final class UsageReporter implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException thrown, String[] args) {
        CommandLine line = thrown.getCommandLine();
        PrintWriter err = line.getErr();
        String name = line.getCommandSpec().qualifiedName();
        List<String> unknown = unknown(line.getUnmatchedArguments());
        String message = unknown.isEmpty() ? inWords(thrown) : "unknown: " + String.join(", ", unknown);
        Root root = (Root) line.getCommandSpec().root().userObject();
        Screen screen = root.context().screens().errors();
        err.println(screen.message(message));
        if (JsonOption.asked(line, List.of(args))) {
            JsonOption.printError(line.getOut(), Outcome.USAGE, message);
        }
        if (!unknown.isEmpty()) {
            String meant = Similar.to(unknown.get(0), line.getCommandSpec());
            if (meant != null) {
                err.println(screen.message("did you mean " + meant + "?"));
            }
        }
        if (String.valueOf(thrown.getMessage()).startsWith("Missing required subcommand")) {
            line.usage(err);
        } else {
            err.println(screen.message(name + " --help lists the options"));
        }
        err.flush();
        return Outcome.USAGE.exitCode();
    }

    private static String inWords(ParameterException thrown) {
        String message = String.valueOf(thrown.getMessage());
        return message.replaceFirst("^Error: ", "").replace(" is not an int", " is not a whole number");
    }

    /** Options without their values, which may be secrets that somebody tried to give as plain arguments. */
    private static List<String> unknown(List<String> unmatched) {
        List<String> options = new ArrayList<>();
        for (String each : unmatched) {
            if (each.startsWith("-")) {
                int value = each.indexOf('=');
                options.add(value < 0 ? each : each.substring(0, value));
            }
        }
        return options.isEmpty() ? unmatched : options;
    }
}
