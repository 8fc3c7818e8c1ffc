package io.dirgate.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Dockerfile does with the archive, without its base images: a runtime of the modules that it names must do. */
class ImageIT {
    @TempDir
    Path folder;

    @Test
    void bothProgramsRunOnTheImagesModules() throws Exception {
        Tool.require("tar");
        String modules = Pattern.compile("--add-modules (\\S+)")
                .matcher(Files.readString(Path.of("Dockerfile")))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        Path runtime = folder.resolve("jre");
        Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        Tool.run(
                        jlink,
                        "--add-modules",
                        modules,
                        "--strip-java-debug-attributes",
                        "--no-man-pages",
                        "--no-header-files",
                        "--output",
                        runtime)
                .mustSucceed();
        Path dirgate = Files.createDirectory(folder.resolve("dirgate"));
        Tool.run("tar", "-xzf", Packed.archive(), "-C", dirgate, "--strip-components=1")
                .mustSucceed();

        String key = Tool.run(
                        "env",
                        "JAVA_HOME=" + runtime,
                        dirgate.resolve("bin/certtool"),
                        "key",
                        "--out",
                        folder.resolve("key.pem"))
                .mustSucceed();
        assertThat(folder.resolve("key.pem")).as(key).exists();

        Tool.run("env", "JAVA_HOME=" + runtime, dirgate.resolve("bin/archive-classes"))
                .mustSucceed();
        assertThat(dirgate.resolve("lib/dirgate.jsa")).exists();

        Path log = folder.resolve("demo.log");
        ProcessBuilder demo = new ProcessBuilder(
                dirgate.resolve("bin/dirgate").toString(), "demo", "--ldaps-port", "0", "--ldap-port", "0");
        demo.environment().put("JAVA_HOME", runtime.toString());
        Process running =
                demo.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.readString(log).contains("Ctrl-C ends the demo"));
            assertThat(Files.readString(log)).doesNotContain("Exception", "NIO");
        } finally {
            running.destroy();
            running.waitFor();
        }
    }
}
