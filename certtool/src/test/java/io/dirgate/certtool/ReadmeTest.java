package io.dirgate.certtool;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.aws.fake.FakeAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chapters of the README do what they say when their shell blocks are executed as they stand. */
class ReadmeTest {
    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void acmAndALoadBalancer() throws Exception {
        try (FakeAws aws = FakeAws.start()) {
            String said = execute("ACM and a load balancer", aws);

            String arn = Files.readAllLines(folder.resolve("imported.txt")).get(0);
            assertThat(said).contains("would be replaced", "replaced under the same ARN", "EC_prime256v1");
            assertThat(aws.acm().count()).isEqualTo(1);
            assertThat(aws.acm().leaf(arn)).isEqualTo(Files.readString(folder.resolve("live/server.crt")));
            assertThat(aws.acm().tags(arn)).containsEntry("service", "ldaps");
        }
    }

    private String execute(String chapter, FakeAws aws) throws IOException, InterruptedException {
        String readme = Files.readString(Path.of("README.md"));
        int start = readme.indexOf("\n## " + chapter + "\n");
        assertThat(start).as(chapter).isPositive();
        int end = readme.indexOf("\n## ", start + 1);
        Matcher blocks = SHELL.matcher(readme.substring(start, end < 0 ? readme.length() : end));
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        while (blocks.find()) {
            script.append(blocks.group(1));
        }
        writeLauncher();
        Path output = folder.resolve("said.txt");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script.toString())
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("AWS_ENDPOINT_URL", aws.endpoint().toString());
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
        String said = Files.readString(output);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    /** What bin/certtool does, without building. */
    private void writeLauncher() throws IOException {
        Files.createDirectory(folder.resolve("bin"));
        Path launcher = Files.writeString(folder.resolve("bin/certtool"), """
                #!/bin/sh
                exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s "$@"
                """.formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("java.class.path"),
                        Certtool.class.getName()));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
    }
}
