package io.dirgate.certtool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dirgate.certtool.cli.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** A script that asks for JSON gets JSON, however the command ends. */
class JsonOnFailureTest {
    @TempDir
    Path folder;

    static Stream<List<String>> commandsWithJson() {
        List<List<String>> found = new ArrayList<>();
        collect(Certtool.commandLine(Context.ofProcess()), List.of(), found);
        assertThat(found).hasSizeGreaterThan(20);
        return found.stream();
    }

    private static void collect(CommandLine line, List<String> words, List<List<String>> found) {
        if (line.getCommandSpec().findOption("--json") != null) {
            found.add(words);
        }
        line.getSubcommands().forEach((name, sub) -> {
            List<String> more = new ArrayList<>(words);
            more.add(name);
            collect(sub, more, found);
        });
    }

    @ParameterizedTest
    @MethodSource("commandsWithJson")
    void aWrongCommandLineIsToldAsJson(List<String> command) throws Exception {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("--json", "--no-such-option"));

        Cli ran = Cli.run(words.toArray());

        assertThat(ran.exitCode()).isEqualTo(2);
        JsonNode error = new ObjectMapper().readTree(ran.out()).get("error");
        assertThat(error.get("code").asText()).isEqualTo("usage");
        assertThat(ran.err()).startsWith("certtool: " + error.get("message").asText());
    }

    static Stream<List<String>> failures() {
        return Stream.of(
                List.of("inspect", "FILE"),
                List.of("verify", "FILE"),
                List.of("lint", "FILE"),
                List.of("ca", "list", "--dir", "FILE"),
                List.of("doctor", "--config", "FILE"),
                List.of("check", "ldaps://localhost", "--ca", "FILE"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureIsToldAsJsonWithItsExitCode(List<String> command) throws Exception {
        Path bad = Files.writeString(folder.resolve("bad.pem"), "-----BEGIN CERTIFICATE-----\nMII\n");
        List<String> words = new ArrayList<>(command);
        words.replaceAll(word -> word.equals("FILE") ? bad.toString() : word);

        Cli plain = Cli.run(words.toArray());
        words.add("--json");
        Cli ran = Cli.run(words.toArray());

        assertThat(ran.exitCode()).isEqualTo(plain.exitCode()).isEqualTo(1);
        JsonNode error = new ObjectMapper().readTree(ran.out()).get("error");
        assertThat(error.get("code").asText()).isEqualTo("failed");
        assertThat(error.get("message").asText()).contains(bad.toString());
    }
}
