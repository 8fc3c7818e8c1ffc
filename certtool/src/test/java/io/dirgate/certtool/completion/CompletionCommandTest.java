package io.dirgate.certtool.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion script, asked by bash itself. */
class CompletionCommandTest {
    @TempDir
    Path folder;

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        assertThat(completions("certtool", "certtool dir")).contains("directory");
        assertThat(completions("certtool", "certtool ca sign")).contains("sign-subordinate");
        assertThat(completions("certtool", "certtool acm rotate --dry")).contains("--dry-run");
    }

    @Test
    void anotherNameOfTheToolIsCompletedToo() throws Exception {
        assertThat(completions("dirgate-certtool", "dirgate-certtool ren")).contains("renew");
    }

    /** What bash offers for the last word of a line. */
    private String completions(String command, String line) throws Exception {
        String script = Cli.ok("completion", "--command", command).out();
        Path file = Files.writeString(folder.resolve("completion.bash"), script);
        int words = line.split(" ").length;
        return Tool.ok("bash", "-c", """
                source '%s'
                COMP_WORDS=(%s) COMP_CWORD=%d
                $(complete -p '%s' | sed 's/.*-F \\([^ ]*\\).*/\\1/')
                echo "${COMPREPLY[@]}"
                """.formatted(file, line, words - 1, command));
    }
}
