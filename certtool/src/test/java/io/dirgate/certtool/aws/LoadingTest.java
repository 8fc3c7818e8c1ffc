package io.dirgate.certtool.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.CliProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDK is large; whoever asks nothing of AWS does not wait for it. */
class LoadingTest {
    @TempDir
    Path folder;

    @Test
    void readingTheCommandLineLoadsNothingOfTheSdk() throws Exception {
        Path log = folder.resolve("classes.log");

        // Without a command, the help reads all of them.
        CliProcess ran = CliProcess.run(folder, Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log), "--help");

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        List<String> loaded = Files.readAllLines(log);
        assertThat(loaded).anyMatch(line -> line.contains("io.dirgate.certtool.acm.RotateCommand "));
        assertThat(loaded.stream().filter(line -> line.contains("software.amazon") || line.contains("org.shredzone")))
                .isEmpty();
    }

    @Test
    void aCaWhoseKeyIsAFileLoadsNothingOfTheSdk() throws Exception {
        Path log = folder.resolve("classes.log");

        CliProcess ran = CliProcess.run(
                folder,
                Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log),
                "ca",
                "init",
                "--dir",
                "ca",
                "--name",
                "Root",
                "--no-passphrase");

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        List<String> loaded = Files.readAllLines(log);
        assertThat(loaded).anyMatch(line -> line.contains("io.dirgate.certtool.ca.NewKey "));
        assertThat(loaded.stream().filter(line -> line.contains("software.amazon")))
                .isEmpty();
    }
}
