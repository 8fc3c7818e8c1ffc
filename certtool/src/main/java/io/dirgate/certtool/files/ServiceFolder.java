package io.dirgate.certtool.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import org.jspecify.annotations.Nullable;

/**
 * The folder of the installed gateway, {@code /etc/dirgate} or one below it. The service runs under an account that exists only
 * while it runs, and reads its keys as a member of the group {@code dirgate-tls}. The package gives its folder to that group, with
 * the set-group-ID bit, so that the files made there belong to it as well.
 */
public final class ServiceFolder {
    private static final String GROUP = "dirgate-tls";
    private static final int SET_GROUP_ID = 02000;

    private ServiceFolder() {}

    /** The group that reads keys in the folder of this file; null where the folder is not the service's. */
    public static @Nullable String readers(Path file) {
        return readers(file, GROUP);
    }

    static @Nullable String readers(Path file, String group) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return null;
        }
        try {
            PosixFileAttributes attributes = Files.readAttributes(folder, PosixFileAttributes.class);
            int mode = (Integer) Files.getAttribute(folder, "unix:mode");
            // A folder that the group cannot enter, as that of a private CA, is its owner's alone.
            boolean shared = (mode & SET_GROUP_ID) != 0
                    && attributes.permissions().contains(PosixFilePermission.GROUP_EXECUTE)
                    && attributes.group().getName().equals(group);
            return shared ? group : null;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return null;
        }
    }
}
