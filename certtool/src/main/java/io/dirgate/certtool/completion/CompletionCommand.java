package io.dirgate.certtool.completion;

import io.dirgate.certtool.cli.Outcome;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code certtool completion}. Its result is a shell script, so it has no {@code --json}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Print a script that completes commands, options and their values in bash and zsh.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(certtool completion)                                            now, in this shell",
            "  certtool completion > /etc/bash_completion.d/certtool                    in each new bash",
            "  certtool completion --command dirgate-certtool > dirgate-certtool.bash   under another name"
        })
public final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--command",
            paramLabel = "NAME",
            defaultValue = "certtool",
            description = "The name of this tool on this machine (default certtool).")
    private String command;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash(command, spec.root().commandLine()));
        out.flush();
        return Outcome.FINE.exitCode();
    }
}
