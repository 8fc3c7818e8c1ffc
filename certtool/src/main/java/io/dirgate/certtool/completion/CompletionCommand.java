package io.dirgate.certtool.completion;

import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Verb;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code certtool completion}. */
@Command(
        name = "completion",
        description = "Print a script that completes commands, options and their values in bash and zsh.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(certtool completion)                                            now, in this shell",
            "  certtool completion > /etc/bash_completion.d/certtool                    in each new bash",
            "  certtool completion --command dirgate-certtool > dirgate-certtool.bash   under another name"
        })
public final class CompletionCommand extends Verb {
    @Option(
            names = "--command",
            paramLabel = "NAME",
            defaultValue = "certtool",
            description = "What the tool is called on this machine (default certtool; GnuTLS has one of that name).")
    private String command;

    @Override
    protected Outcome run() {
        out().print(AutoComplete.bash(command, whole()));
        return Outcome.FINE;
    }
}
