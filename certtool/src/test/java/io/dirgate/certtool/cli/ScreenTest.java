package io.dirgate.certtool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Certtool;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.report.Finding;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class ScreenTest {
    static final String ESCAPE = "\u001b[";

    final Screen terminal = new Screen(Ansi.ON, 60);

    @Test
    void statesHaveTheColourOfTheirGravityAndOtherWordsNone() {
        assertThat(terminal.state(Finding.Severity.OK)).contains(ESCAPE + "32m", "ok");
        assertThat(terminal.state(Finding.Severity.WARNING)).contains(ESCAPE + "33m");
        assertThat(terminal.state("EXPIRED")).contains(ESCAPE + "31m");
        assertThat(terminal.state("revoked (keyCompromise)")).contains(ESCAPE + "31m", "(keyCompromise)");
        assertThat(terminal.state("INACTIVE")).isEqualTo("INACTIVE");
        assertThat(Screen.PLAIN.state("expired", 9)).isEqualTo("expired  ");
    }

    @Test
    void longDetailsGoOnBelowTheirBeginningAndWordsStayWhole() {
        String path = "/a/path/that/is/longer/than/the/whole/terminal/is/wide/but/is/there/to/be/copied";
        assertThat(terminal.line("error", "one two three four five six seven eight nine ten eleven " + path))
                .endsWith(": one two three four five six seven eight nine ten\n       eleven\n       " + path);
        assertThat(Screen.PLAIN.wrap("word ".repeat(50), 0)).doesNotContain("\n");
    }

    @Test
    void colouredCellsLeaveTheColumnsOfATableInLine() {
        Table table = new Table("STATE", "WHAT", "DETAIL");
        table.row("ok", "a.pem", "one two three four five six seven eight nine ten eleven");
        table.row("warning", "b.pem", "x");
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text), terminal);
        assertThat(text.toString()).contains(ESCAPE);
        assertThat(text.toString().replaceAll("\u001b\\[[\\d;]*m", "")).isEqualTo("""
                STATE    WHAT   DETAIL
                ok       a.pem  one two three four five six seven eight nine
                                ten eleven
                warning  b.pem  x
                """);
    }

    @Test
    void lastColumnStandsBelowWhereThereIsNoRoomForIt() {
        Table table = new Table("STATE", "WHAT", "DETAIL");
        table.row("ok", "/a/path/that/takes/most/of/the/line/chain.pem", "one two three");
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text), new Screen(Ansi.OFF, 60));
        assertThat(text.toString().lines().map(String::stripTrailing))
                .containsExactly(
                        "STATE  WHAT",
                        "    DETAIL",
                        "ok     /a/path/that/takes/most/of/the/line/chain.pem",
                        "    one two three");
    }

    @Test
    void commandsPathsAndFingerprintsStayWholeInAMessage() {
        Screen narrow = new Screen(Ansi.OFF, 60);
        assertThat(narrow.message(
                        "the CA waits for its certificate; give it with: certtool ca intermediate --dir issuing"
                                + " --certificate issuing.crt --issuers ROOT.crt; see /a/path/that/is/longer/than/the/line/and/has/no/blank/in/it"
                                + "\n  - a point of a list that does not fit into one line of sixty"))
                .isEqualTo("""
                        certtool: the CA waits for its certificate; give it with:
                                  certtool ca intermediate --dir issuing --certificate issuing.crt --issuers ROOT.crt;
                                  see
                                  /a/path/that/is/longer/than/the/line/and/has/no/blank/in/it
                          - a point of a list that does not fit into one line of
                            sixty""");
        assertThat(Screen.PLAIN.message("a certtool line ".repeat(20)).lines()).hasSize(1);
    }

    @Test
    void colourIsForTerminalsAndNotForJsonNorWhereItIsDeclined() throws Exception {
        assertThat(onTerminal("", "missing.pem")).contains(ESCAPE, "there is no such file");
        assertThat(onTerminal("NO_COLOR=1", "missing.pem"))
                .contains("there is no such file")
                .doesNotContain(ESCAPE);
        assertThat(onTerminal("", "missing.pem --json"))
                .contains("there is no such file")
                .doesNotContain(ESCAPE);
        assertThat(onTerminal("", "missing.pem | cat"))
                .contains("there is no such file")
                .doesNotContain(ESCAPE);
    }

    /** {@code script} gives the tool a terminal. */
    private static String onTerminal(String environment, String arguments) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String command = environment + " " + java + " -XX:TieredStopAtLevel=1 -Djdk.console=java.base -cp '"
                + System.getProperty("java.class.path") + "' " + Certtool.class.getName() + " expiry " + arguments;
        return Tool.run("env", "-u", "NO_COLOR", "TERM=xterm", "script", "-qc", command, "/dev/null")
                .output();
    }
}
