package io.dirgate.certtool.files;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds out whether a file would be at hand for a careless {@code git add}. */
public final class GitWorkTree {
    private GitWorkTree() {}

    /** The top folder of the work tree that the file lies in, or null. */
    public static @Nullable Path around(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        while (folder != null && !Files.exists(folder.resolve(".git"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
