package io.dirgate.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
    @TempDir
    Path parent;

    @Test
    void itIsItsOwnersAndGoneWithItsFiles() throws IOException {
        TemporaryFolder folder = TemporaryFolder.in(parent);
        Files.writeString(folder.path().resolve("privatekey.pem"), "key");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
                .isEqualTo("rwx------");
        folder.close();
        folder.close();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void aMissingParentIsNamed() {
        assertThatThrownBy(() -> TemporaryFolder.in(parent.resolve("missing")))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot make a temporary folder in " + parent.resolve("missing")
                        + ": there is no such folder; name another place in TMPDIR");
    }
}
