package io.dirgate.proxy;

import io.dirgate.proxy.config.ConfigException;
import io.dirgate.proxy.demo.Demo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** The gateway's command line. Exit codes: 0 success, 1 failure, 2 invalid usage or configuration. */
@Command(
        name = "dirgate",
        mixinStandardHelpOptions = true,
        description = "An LDAPS gateway in front of Active Directory servers.",
        subcommands = {Run.class, Check.class, Demo.class})
public final class Dirgate {
    private Dirgate() {}

    public static void main(String[] args) {
        int exitCode = commandLine().execute(args);
        Logs.flush();
        System.exit(exitCode);
    }

    /** The command line with all its commands. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Dirgate());
        new Version("dirgate").apply(line);
        return line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof ConfigException || failure instanceof StartException) {
                command.getErr().println("dirgate: " + failure.getMessage());
                command.getErr().flush();
                return failure instanceof ConfigException ? ExitCode.USAGE : ExitCode.SOFTWARE;
            }
            throw failure;
        });
    }
}
