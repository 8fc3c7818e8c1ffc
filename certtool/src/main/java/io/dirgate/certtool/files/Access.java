package io.dirgate.certtool.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Who may read a file, from the moment it exists. */
public enum Access {
    /** The owner alone: keys, and all that opens them. */
    PRIVATE("rw-------", "rwx------"),
    /** As {@link #PRIVATE}, and in the folder of the installed gateway its group, which reads the key that it serves with. */
    SERVED_KEY("rw-------", "rwx------"),
    /** Everybody, as far as the umask allows: certificates. */
    PUBLIC("rw-r--r--", "rwxr-xr-x");

    private final String file;
    private final String folder;

    Access(String file, String folder) {
        this.file = file;
        this.folder = folder;
    }

    /**
     * Whether anybody beside the owner may read a file, and beside the gateway in its own folder. False where that cannot be told,
     * as of a pipe.
     */
    public static boolean readableByOthers(Path file) {
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
            return Files.isRegularFile(file)
                    && (rights.contains(PosixFilePermission.OTHERS_READ)
                            || (rights.contains(PosixFilePermission.GROUP_READ)
                                    && ServiceFolder.readers(file) == null));
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    Set<PosixFilePermission> ofFile() {
        return PosixFilePermissions.fromString(file);
    }

    Set<PosixFilePermission> ofFolder() {
        return PosixFilePermissions.fromString(folder);
    }
}
