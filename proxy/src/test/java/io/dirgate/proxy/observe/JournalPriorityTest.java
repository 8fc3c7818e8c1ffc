package io.dirgate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalPriorityTest {
    @TempDir
    Path folder;

    @Test
    void levelsAreTheJournalsPriorities() {
        assertThat(JournalPriority.prefix(Level.ERROR)).isEqualTo("<3>");
        assertThat(JournalPriority.prefix(Level.WARN)).isEqualTo("<4>");
        assertThat(JournalPriority.prefix(Level.INFO)).isEqualTo("<6>");
        assertThat(JournalPriority.prefix(Level.DEBUG)).isEqualTo("<7>");
    }

    @Test
    void theJournalIsKnownByDeviceAndInode() throws Exception {
        Path stream = Files.createFile(folder.resolve("stream"));
        Path other = Files.createFile(folder.resolve("other"));
        String told = Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino");

        assertThat(JournalPriority.isJournal(told, stream)).isTrue();
        assertThat(JournalPriority.isJournal(told, other)).isFalse();
        assertThat(JournalPriority.isJournal(null, stream)).isFalse();
        assertThat(JournalPriority.isJournal(told, folder.resolve("nothing"))).isFalse();
    }
}
