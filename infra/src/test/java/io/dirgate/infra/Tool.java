package io.dirgate.infra;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of this machine, run to its end. */
record Tool(int exitCode, String output) {
    private static final int SECONDS = 90;

    /** Skips the test where a program is missing; on CI that is a failure. */
    static void require(String... programs) {
        for (String program : programs) {
            requireThat(present(program), program + " is not installed (bin/test installs it on Debian as root)");
        }
    }

    /** Skips the test where its precondition is not met; on CI that is a failure. */
    static void requireThat(boolean met, String reason) {
        if (!met && Boolean.parseBoolean(System.getenv("CI"))) {
            throw new AssertionError(reason + "; with CI=true that is a failure");
        }
        assumeTrue(met, reason);
    }

    private static boolean present(String program) {
        return Stream.concat(Arrays.stream(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/sbin"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
    }

    static Tool run(Object... words) throws IOException, InterruptedException {
        return run(Map.of(), words);
    }

    /** Output and error output come together; the program gets no input and a minute and a half. */
    static Tool run(Map<String, String> environment, Object... words) throws IOException, InterruptedException {
        List<String> command = Arrays.stream(words).map(Object::toString).toList();
        Path output = Files.createTempFile("tool", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(command + " did not end within " + SECONDS + " s:\n"
                        + Files.readString(output, StandardCharsets.UTF_8));
            }
            return new Tool(process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    /** What it said; anything but success is an error of the test. */
    String mustSucceed() {
        if (exitCode != 0) {
            throw new AssertionError("exit code " + exitCode + "\n" + output);
        }
        return output;
    }
}
