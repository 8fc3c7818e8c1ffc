package io.dirgate.certtool.files;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Who may read a file, from the moment it exists. */
public enum Access {
    /** The owner alone: keys, and all that opens them. */
    PRIVATE("rw-------", "rwx------"),
    /** Everybody, as far as the umask allows: certificates. */
    PUBLIC("rw-r--r--", "rwxr-xr-x");

    private final String file;
    private final String folder;

    Access(String file, String folder) {
        this.file = file;
        this.folder = folder;
    }

    Set<PosixFilePermission> ofFile() {
        return PosixFilePermissions.fromString(file);
    }

    Set<PosixFilePermission> ofFolder() {
        return PosixFilePermissions.fromString(folder);
    }
}
