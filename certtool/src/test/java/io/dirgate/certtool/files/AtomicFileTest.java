package io.dirgate.certtool.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void aKillAtAnyStepLeavesTheOldContentOrTheNewAndDoesNotHinderTheNextRun() throws Exception {
        Path file = folder.resolve("file");
        KillLoop.run(
                disk -> AtomicFile.write(disk, file, "old".getBytes(UTF_8), Access.PUBLIC, true),
                disk -> AtomicFile.write(disk, file, "new".getBytes(UTF_8), Access.PUBLIC, true),
                step -> {
                    assertThat(Files.readString(file)).isIn("old", "new");
                    AtomicFile.write(Disk.real(), file, "next".getBytes(UTF_8), Access.PUBLIC, true);
                    assertThat(folder.toFile().list()).containsExactly("file");
                });
    }
}
