package io.dirgate.certtool.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One file that is written whole: a reader finds the old content or the new one, never a part. */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * Writes the file under a temporary name beside it and renames it.
     *
     * @param replace whether a file of that name may be replaced
     * @throws FileSystemException in plain words if the file exists and may not be replaced
     */
    public static void write(Disk disk, Path target, byte[] content, Access access, boolean replace)
            throws IOException {
        refuseExisting(target, replace);
        try (FolderLock lock = disk.lock(folderOf(target))) {
            refuseExisting(target, replace);
            Path temporary = temporary(target);
            disk.delete(temporary);
            disk.create(temporary, content, access);
            disk.rename(temporary, target);
        }
    }

    /** Says early, before any costly or irreversible step, that a file is in the way. */
    public static void refuseExisting(Path target, boolean replace) throws FileSystemException {
        if (Files.isDirectory(target)) {
            throw refusal(target, "is a folder; name a file");
        }
        if (!replace && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw refusal(target, "already exists and is left as it is; give --force to replace it");
        }
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw refusal(target, "cannot be written, the folder " + folder + " does not exist");
        }
        refuseFolder(folder);
    }

    /** Says early that a folder is none, or that nothing can be written there; it need not exist. */
    public static void refuseFolder(@Nullable Path folder) throws FileSystemException {
        Path standing = folder;
        while (standing != null && !Files.exists(standing)) {
            standing = standing.getParent();
        }
        if (standing != null && !Files.isDirectory(standing)) {
            throw refusal(standing, "is a file; a folder is needed there");
        }
        if (standing != null && !Files.isWritable(standing)) {
            throw refusal(
                    standing, "nothing can be written into this folder; run as a user who may, or choose another one");
        }
    }

    private static Path folderOf(Path target) throws FileSystemException {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            throw refusal(target, "is a folder; name a file");
        }
        return folder;
    }

    /** Always the same name, so that the next run replaces the rest of a killed one. */
    static Path temporary(Path target) {
        return target.resolveSibling("." + target.getFileName() + ".tmp");
    }

    static FileSystemException refusal(Path file, String reason) {
        return new FileSystemException(file.toString(), null, reason);
    }
}
