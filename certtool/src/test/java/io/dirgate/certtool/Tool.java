package io.dirgate.certtool;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/** A program of this machine that judges what certtool makes: openssl, keytool, GnuTLS. */
public record Tool(int exitCode, String output) {
    /** Skips the test where the program is missing; on CI that is a failure. */
    public static void require(String program) {
        boolean there = Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
        if ("true".equals(System.getenv("CI"))) {
            Assertions.assertThat(there).as(program + " is needed on CI").isTrue();
        }
        assumeTrue(there, program + " is not installed");
    }

    /** Runs the program with its output and error output together; it gets no input and 30 seconds. */
    public static Tool run(Object... words) throws IOException, InterruptedException {
        require(words[0].toString());
        List<String> command = Arrays.stream(words).map(Object::toString).toList();
        Path output = Files.createTempFile("tool", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(command + " did not end");
            }
            return new Tool(process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    /** Runs the program and returns what it said; anything but success is an error of the test. */
    public static String ok(Object... words) throws IOException, InterruptedException {
        Tool ran = run(words);
        if (ran.exitCode != 0) {
            throw new AssertionError(List.of(words) + " ended with " + ran);
        }
        return ran.output;
    }
}
