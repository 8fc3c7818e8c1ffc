package io.dirgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DirgateTest {
    private final StringWriter said = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"--version", "run --version"})
    void versionNamesRevisionAndJava(String arguments) {
        assertThat(execute(arguments.split(" "))).isZero();

        assertThat(said.toString())
                .matches("(?s)dirgate \\d\\S+, revision \\S+\\R.*")
                .doesNotContain("null")
                .contains("Java " + Runtime.version());
    }

    @Test
    void helpOfRunNamesSignalsExitCodesAndEnvironment() {
        assertThat(execute("run", "--help")).isZero();

        assertThat(said.toString())
                .contains("Exit codes:", "Signals:", "TERM, INT", "HUP", "Environment:")
                .contains("DIRGATE_JAVA_OPTIONS", "DIRGATE_LOG_LEVEL", "NOTIFY_SOCKET");
    }

    private int execute(String... arguments) {
        CommandLine line = Dirgate.commandLine();
        line.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
        return line.execute(arguments);
    }
}
