package io.dirgate.certtool.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package's test shows the folder itself; here it is one of a group that this user is in. */
class ServiceFolderTest {
    @TempDir
    Path folder;

    private String group = "";

    @BeforeEach
    void groupOfThisUser() throws IOException {
        group = Files.readAttributes(folder, PosixFileAttributes.class).group().getName();
    }

    @Test
    void theGroupReadsKeysWhereTheFolderHandsItselfDown() throws IOException {
        Files.setAttribute(folder, "unix:mode", 02755);

        assertThat(ServiceFolder.readers(folder.resolve("privatekey.pem"), group))
                .isEqualTo(group);
    }

    @Test
    void anotherGroupsFolderOrAnOrdinaryOneOrAClosedOneGivesNobodyAKey() throws IOException {
        Files.setAttribute(folder, "unix:mode", 02755);
        assertThat(ServiceFolder.readers(folder.resolve("privatekey.pem"), "another"))
                .isNull();
        Files.setAttribute(folder, "unix:mode", 0755);
        assertThat(ServiceFolder.readers(folder.resolve("privatekey.pem"), group))
                .isNull();
        Files.setAttribute(folder, "unix:mode", 02700);
        assertThat(ServiceFolder.readers(folder.resolve("privatekey.pem"), group))
                .isNull();
    }
}
