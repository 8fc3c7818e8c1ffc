package io.dirgate.certtool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dirgate.certtool.files.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What holds for every command: its help, its examples, and what it says of a command line that is wrong. */
class CommandLineTest {
    /** A word of a shell, perhaps with a quoted part, which has no quotes inside. */
    private static final Pattern WORD = Pattern.compile("(?:[^\\s']|'[^']*')+");

    @TempDir
    Path folder;

    static Stream<CommandLine> verbs() {
        List<CommandLine> found = new ArrayList<>();
        collect(Certtool.commandLine(Cli.on(Disk.real(), Clock.systemUTC())), found);
        return found.stream();
    }

    private static void collect(CommandLine line, List<CommandLine> found) {
        if (line.getSubcommands().isEmpty()) {
            found.add(line);
        }
        line.getSubcommands().values().forEach(each -> collect(each, found));
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void helpEndsWithExamplesThatAreNeverBrokenAndParse(CommandLine verb) {
        String name = verb.getCommandSpec().qualifiedName();
        String help = verb.setUsageHelpWidth(80).getUsageMessage();
        String[] footer = verb.getCommandSpec().usageMessage().footer();
        assertThat(String.join("\n", footer)).as(name).contains("  " + name);
        assertThat(help).endsWith(String.join(System.lineSeparator(), footer) + System.lineSeparator());
        for (String example : examples(footer)) {
            String[] words = words(example);
            assertThatCode(() -> Certtool.commandLine(Cli.on(Disk.real(), Clock.systemUTC()), words)
                            .parseArgs(words))
                    .as(example)
                    .doesNotThrowAnyException();
        }
    }

    private static List<String> examples(String... footer) {
        String text = String.join("\n", footer).replaceAll("\\\\\\n\\s*", "");
        return text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("certtool "))
                .map(line -> line.replaceFirst(" {3,}.*| > .*", ""))
                .toList();
    }

    private static String[] words(String line) {
        Matcher word = WORD.matcher(line.substring("certtool ".length()));
        return word.results().map(each -> each.group().replace("'", "")).toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void noOptionTakesASecretAsAPlainArgument(CommandLine verb) {
        Pattern secret = Pattern.compile("--(.*pass(word|phrase)?|pw|.*secret|.*token|eab-key|.*hmac.*)");
        for (OptionSpec option : verb.getCommandSpec().options()) {
            boolean takesAValue = option.arity().max() > 0;
            assertThat(option.names())
                    .as(verb.getCommandSpec().qualifiedName())
                    .noneMatch(name -> takesAValue && secret.matcher(name).matches());
        }
    }

    @Test
    void whoGivesASecretAsAnArgumentIsRefusedAndNotQuoted() {
        for (List<String> attempt : List.of(
                List.of("--passphrase=hunter2"), List.of("--passphrase", "hunter2"), List.of("--password=hunter2"))) {
            List<Object> words = new ArrayList<>(List.of("key", "--out", folder.resolve("key.pem")));
            words.addAll(attempt);
            Cli ran = Cli.run(words.toArray());
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.err()).contains("unknown: --pass").doesNotContain("hunter2");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void wrongCommandLineIsSaidInALineOrTwo() {
        assertThat(Cli.run("key", "--nonsense").err())
                .contains("unknown: --nonsense")
                .hasLineCount(2);
        assertThat(Cli.run("key").err()).contains("--out").hasLineCount(2);
        assertThat(Cli.run("self-sign", "--days", "x").err())
                .contains("--days", "not a whole number")
                .hasLineCount(2);
        assertThat(Cli.run("inspekt").err()).contains("did you mean inspect?");
        assertThat(Cli.run("verify", "x.pem", "--at", "tomorrow").err()).contains("2027-01-01");
    }

    @Test
    void whoNamesNoCommandGetsTheHelp() {
        for (String[] words : new String[][] {{}, {"ca"}, {"acm"}, {"directory", "ldaps"}}) {
            Cli ran = Cli.run((Object[]) words);
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.err()).contains("Usage: certtool", "Commands:");
        }
    }

    @Test
    void folderInPlaceOfAFileIsNamed() {
        Object out = folder.resolve("out");
        for (Object[] words : new Object[][] {
            {"csr", "--key", folder, "--name", "ldap.example.com", "--out", out},
            {"key", "--passphrase-file", folder, "--out", out},
            {"inspect", folder},
            {"verify", folder},
            {"lint", folder},
            {"bundle", folder, "--out", out},
            {"directory", "apply", "--file", folder},
            {"doctor", "--config", folder},
        }) {
            Cli ran = Cli.run(words);
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err()).isEqualTo("certtool: " + folder + ": is a folder; a file is needed here\n");
        }
    }

    @Test
    void damagedKeyIsNamed() throws Exception {
        Path key = folder.resolve("key.pem");
        Cli.ok("key", "--out", key);
        String text = Files.readString(key);
        for (String damaged : List.of(text.substring(0, 60), text.replace("M", "!"), text.substring(30), "")) {
            Files.writeString(key, damaged);
            Cli ran = Cli.run("csr", "--key", key, "--name", "ldap.example.com", "--out", folder.resolve("r"));
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err()).startsWith("certtool: " + key).hasLineCount(1);
        }
    }

    @Test
    void endlessFileIsNotReadToItsEnd() {
        Cli ran = Cli.run("inspect", "/dev/zero");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("/dev/zero", "larger than");
    }

    @Test
    void keyThatOthersCanReadIsWarnedOf() throws Exception {
        Path key = folder.resolve("key.pem");
        Cli.ok("key", "--out", key);
        assertThat(request(key, "first").err()).isEmpty();
        Tool.ok("chmod", "644", key);
        assertThat(request(key, "second").err()).contains("can be read by other users", "chmod 600");
    }

    private Cli request(Path key, String name) {
        return Cli.ok("csr", "--key", key, "--name", "ldap.example.com", "--out", folder.resolve(name));
    }

    @Test
    void fullDiskIsNamedAndLeavesNoPartOfAKey() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount a small file system");
        Path small = Files.createDirectory(folder.resolve("small"));
        Tool mounted = Tool.run("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", small);
        assumeTrue(mounted.exitCode() == 0, mounted.output());
        try {
            assertThatThrownBy(() -> Files.write(small.resolve("fill"), new byte[100_000]))
                    .isInstanceOf(IOException.class);
            Cli ran = Cli.run("key", "--out", small.resolve("key.pem"));
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err())
                    .contains(small + "/", "No space left on device")
                    .hasLineCount(1);
            assertThat(small).isDirectoryNotContaining("glob:**key.pem*");
        } finally {
            Tool.ok("umount", small);
        }
    }

    @Test
    void readOnlyFileSystemIsNamed() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount a small file system");
        Path fixed = Files.createDirectory(folder.resolve("fixed"));
        Tool mounted = Tool.run("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", fixed);
        assumeTrue(mounted.exitCode() == 0, mounted.output());
        try {
            for (Object[] words : new Object[][] {
                {"key", "--out", fixed.resolve("key.pem")},
                {"ca", "init", "--dir", fixed.resolve("ca"), "--name", "X", "--no-passphrase"},
            }) {
                Cli ran = Cli.run(words);
                assertThat(ran.exitCode()).isEqualTo(1);
                assertThat(ran.err())
                        .contains(fixed + ": nothing can be written")
                        .hasLineCount(1);
            }
        } finally {
            Tool.ok("umount", fixed);
        }
    }
}
