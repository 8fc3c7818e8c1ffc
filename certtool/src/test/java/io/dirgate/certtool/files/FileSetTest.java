package io.dirgate.certtool.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSetTest {
    @TempDir
    Path top;

    Path folder;
    Path key;
    Path certificate;

    @BeforeEach
    void name() {
        folder = top.resolve("live");
        key = folder.resolve("key.pem");
        certificate = folder.resolve("server.crt");
    }

    @Test
    void newSetIsPlainFilesWithTheirRights() throws Exception {
        set("1", Disk.real()).write(false);
        assertThat(key).hasContent("key 1").isRegularFile();
        assertThat(Files.isSymbolicLink(key)).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("key.pem", "server.crt");
    }

    @Test
    void existingSetIsNotReplacedUnasked() throws Exception {
        set("1", Disk.real()).write(false);
        assertThatThrownBy(() -> set("2", Disk.real()).write(false))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("--force");
        assertThat(key).hasContent("key 1");
    }

    @Test
    void replacedSetKeepsRightsAndTheOneBefore() throws Exception {
        set("1", Disk.real()).write(false);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        for (int version = 2; version < 6; version++) {
            set(String.valueOf(version), Disk.real()).write(true);
        }
        assertThat(key).hasContent("key 5");
        assertThat(certificate).hasContent("certificate 5");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-r-----");
        try (Stream<Path> versions =
                Files.list(folder).filter(path -> path.toString().contains(".set-"))) {
            assertThat(versions.map(path -> read(path.resolve("key.pem")))).containsExactlyInAnyOrder("key 4", "key 5");
        }
    }

    @Test
    void setAcrossFoldersSwitchesToo() throws Exception {
        certificate = top.resolve("certs/server.crt");
        set("1", Disk.real()).write(false);
        set("2", Disk.real()).write(true);
        assertThat(certificate).hasContent("certificate 2");
        assertThat(key).hasContent("key 2");
    }

    @Test
    void aKillAtAnyStepOfTheFirstWriteLeavesNoKeyWithoutItsCertificate() throws Exception {
        KillLoop.run(disk -> disk.delete(folder), disk -> set("1", disk).write(false), step -> {
            if (Files.exists(key)) {
                assertThat(key).hasContent("key 1");
                assertThat(certificate).hasContent("certificate 1");
            }
            set("2", Disk.real()).write(true);
            assertPair("2");
        });
    }

    @Test
    void aKillAtAnyStepOfAReplacementLeavesTheOldPairOrTheNew() throws Exception {
        for (int before = 1; before <= 2; before++) {
            int writes = before;
            KillLoop.run(
                    disk -> {
                        disk.delete(folder);
                        for (int i = 0; i < writes; i++) {
                            set("old", disk).write(true);
                        }
                    },
                    disk -> set("new", disk).write(true),
                    step -> {
                        assertPair(read(key).endsWith("old") ? "old" : "new");
                        set("later", Disk.real()).write(true);
                        assertPair("later");
                    });
        }
    }

    @Test
    void aLinkOfTheSetThatWasReplacedByAFileIsTakenIn() throws Exception {
        set("1", Disk.real()).write(false);
        set("2", Disk.real()).write(true);
        AtomicFile.write(Disk.real(), certificate, "by hand".getBytes(UTF_8), Access.PUBLIC, true);
        KillLoop.run(disk -> {}, disk -> set("3", disk).write(true), step -> {
            assertThat(read(certificate)).isIn("by hand", "certificate 3");
        });
        assertPair("3");
    }

    @Test
    void namesThatLeadNowhereLeadToTheNewestSetThatIsLeft() throws Exception {
        for (int version = 1; version < 4; version++) {
            set(String.valueOf(version), Disk.real()).write(true);
        }
        Path link = folder.resolve(".key.pem.set");
        Disk.real().delete(link.resolveSibling(Files.readSymbolicLink(link)));
        assertThat(Files.exists(key)).isFalse();
        assertThat(new LostSet(Disk.real(), key).restore()).isTrue();
        assertPair("2");
        assertThat(new LostSet(Disk.real(), key).restore()).isFalse();
    }

    @Test
    void namesThatLeadNowhereAreWrittenAnewWhereNoSetIsLeft() throws Exception {
        set("1", Disk.real()).write(true);
        set("2", Disk.real()).write(true);
        for (Path version : FileSet.versions(folder.resolve(".key.pem.set"))) {
            Disk.real().delete(version);
        }
        assertThat(new LostSet(Disk.real(), key).restore()).isFalse();
        set("3", Disk.real()).write(true);
        assertPair("3");
    }

    @Test
    void aFolderIsOneProcessesAloneAndTheLockLeavesNothingBehind() throws Exception {
        set("1", Disk.real()).write(false);
        Disk mine = Disk.real();
        CountDownLatch inside = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Thread other = new Thread(() -> {
            inside.countDown();
            try (FolderLock lock = Disk.real().lock(folder)) {
                order.add("other");
            } catch (IOException e) {
                order.add(e.toString());
            }
        });
        try (FolderLock outer = mine.lock(folder)) {
            other.start();
            inside.await();
            set("2", mine).write(true);
            try (FolderLock again = mine.lock(folder)) {
                order.add("mine");
            }
            order.add("still mine");
        }
        other.join();
        assertThat(order).containsExactly("mine", "still mine", "other");
        assertThat(folder.resolve(".certtool.lock")).doesNotExist();
    }

    private void assertPair(String version) {
        assertThat(key).hasContent("key " + version);
        assertThat(certificate).hasContent("certificate " + version);
    }

    private FileSet set(String version, Disk disk) {
        return new FileSet(disk, key)
                .add(key, ("key " + version).getBytes(UTF_8), Access.PRIVATE)
                .add(certificate, ("certificate " + version).getBytes(UTF_8), Access.PUBLIC);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
