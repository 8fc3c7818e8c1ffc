package io.dirgate.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The build's step that runs the gateway once, to learn its classes. */
class ArchiveClassesTest {
    @TempDir
    Path folder;

    @Test
    void aBuildThatIsStoppedMeanwhileLeavesNoGatewayRunning() throws Exception {
        Path pid = folder.resolve("pid");
        Path java = folder.resolve("java");
        Files.writeString(java, "#!/bin/sh\n[ \"$1\" != --version ] || exit 0\necho $$ >" + pid + "\nexec sleep 300\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path training = Files.writeString(folder.resolve("training.sh"), """
                (program run) &
                started=$!
                while :; do sleep 0.1; done
                """);
        Process build = new ProcessBuilder(
                        "sh",
                        Path.of("..", "bin", "archive-classes.sh").toRealPath().toString(),
                        java.toString(),
                        folder.toString(),
                        "gateway",
                        "Main",
                        "flags",
                        training.toString(),
                        "several")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(pid) && Files.size(pid) > 0);
        ProcessHandle gateway =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();

        build.destroy();

        assertThat(build.waitFor()).as(Files.readString(folder.resolve("log"))).isNotZero();
        await().atMost(Duration.ofSeconds(10)).until(() -> !gateway.isAlive());
    }
}
