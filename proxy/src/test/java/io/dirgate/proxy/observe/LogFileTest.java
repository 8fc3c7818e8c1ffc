package io.dirgate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    Path folder;

    @Test
    void aMovedFileIsFollowedByANewOne() throws IOException {
        Path file = folder.resolve("access.log");
        Path moved = folder.resolve("access.log.1");
        try (LogFile log = new LogFile(file)) {
            write(log, "first\n");
            Files.move(file, moved);
            write(log, "second\n");
        }

        assertThat(moved).hasContent("first\n");
        assertThat(file).hasContent("second\n");
    }

    @Test
    void aLineBegunInTheOldFileIsFinishedThere() throws IOException {
        Path file = folder.resolve("access.log");
        Path moved = folder.resolve("access.log.1");
        try (LogFile log = new LogFile(file)) {
            write(log, "beginning ");
            Files.move(file, moved);
            write(log, "and end\n");
            write(log, "next\n");
        }

        assertThat(moved).hasContent("beginning and end\n");
        assertThat(file).hasContent("next\n");
    }

    @Test
    void aDeletedFileComesBackAndATruncatedOneGoesOnAtItsStart() throws IOException {
        Path file = folder.resolve("access.log");
        try (LogFile log = new LogFile(file)) {
            write(log, "first\n");
            Files.delete(file);
            write(log, "second\n");
            Files.writeString(file, "");
            write(log, "third\n");
        }

        assertThat(file).hasContent("third\n");
    }

    @Test
    void whatWasThereIsKeptAndANewFileIsNotForEverybody() throws IOException {
        Path old = Files.writeString(folder.resolve("old.log"), "before\n");
        try (LogFile log = new LogFile(old)) {
            write(log, "after\n");
        }
        Path fresh = folder.resolve("fresh.log");
        new LogFile(fresh).close();

        assertThat(old).hasContent("before\nafter\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
                .endsWith("---");
    }

    @Test
    void aMissingFolderIsAnErrorAtTheStart() {
        assertThatThrownBy(() -> new LogFile(folder.resolve("missing/access.log")))
                .isInstanceOf(NoSuchFileException.class);
    }

    private static void write(LogFile log, String text) throws IOException {
        log.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
