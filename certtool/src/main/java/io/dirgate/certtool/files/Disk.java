package io.dirgate.certtool.files;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The few changes to a disk from which all writing of the tool is composed. Each is durable when it returns. A crash may happen
 * before, after, or (where bytes are written) in the middle of any of them; that is what the tests try.
 */
public interface Disk {
    static Disk real() {
        return new RealDisk();
    }

    /** Makes a file that does not exist yet, with these rights from the start. */
    void create(Path file, byte[] content, Access access) throws IOException;

    /** Adds to the end of an existing file. */
    void append(Path file, byte[] content) throws IOException;

    /** Cuts an existing file. */
    void truncate(Path file, long length) throws IOException;

    /** Makes a folder that does not exist yet, and its parents. */
    void createFolder(Path folder, Access access) throws IOException;

    /** Makes a symbolic link that does not exist yet. */
    void createLink(Path link, Path target) throws IOException;

    /** Gives a file, link or folder another name on the same file system in one step; a file or link of that name is replaced. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file, a link (not what it leads to), or a folder with what it holds; nothing happens if there is none. */
    void delete(Path path) throws IOException;

    /** Gives a file the owner, group and rights of another one, as far as this user may. */
    void copyOwner(Path from, Path to) throws IOException;

    /** Waits until no other process changes this existing folder, and keeps others out of it until the lock is closed. */
    FolderLock lock(Path folder) throws IOException;
}
