package io.dirgate.certtool.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The folders that this process may change now. Only one process at a time changes a folder: each holds an operating-system lock on
 * a file there while it works, so the lock of a killed process ends with that process. The file exists only while it is needed.
 */
final class FolderLocks {
    private static final String NAME = ".certtool.lock";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Map<Path, Held> held = new HashMap<>();

    private final class Held implements FolderLock {
        final Path folder;
        final FileChannel channel;
        final Thread owner = Thread.currentThread();
        int depth = 1;

        Held(Path folder, FileChannel channel) {
            this.folder = folder;
            this.channel = channel;
        }

        @Override
        public void close() throws IOException {
            synchronized (held) {
                depth--;
                if (depth > 0) {
                    return;
                }
                held.remove(folder);
            }
            try (channel) {
                // Before the lock ends: nobody else has a lock on this file yet.
                Files.deleteIfExists(folder.resolve(NAME));
            }
        }
    }

    /** Waits its turn, half a minute at most. The folder must exist. */
    FolderLock take(Path path) throws IOException {
        Path folder = path.toRealPath();
        synchronized (held) {
            Held mine = held.get(folder);
            if (mine != null && mine.owner.equals(Thread.currentThread())) {
                mine.depth++;
                return mine;
            }
        }
        Held taken = new Held(folder, lock(folder));
        synchronized (held) {
            held.put(folder, taken);
        }
        return taken;
    }

    private static FileChannel lock(Path folder) throws IOException {
        Path path = folder.resolve(NAME);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Object file = identity(path);
            FileChannel channel = open(path);
            if (channel == null) {
                LockSupport.parkNanos(PAUSE.toNanos());
            } else if (file != null && isLocked(channel, path, file, deadline)) {
                return channel;
            } else {
                channel.close();
            }
        }
        throw AtomicFile.refusal(folder, "another process is at work in it; try again when that has ended");
    }

    /** False where the name has come to lead to another file than the one that was opened: a lock on that one protects nothing. */
    private static boolean isLocked(FileChannel channel, Path path, Object file, long deadline) throws IOException {
        while (file.equals(identity(path)) && System.nanoTime() < deadline) {
            if (tryLock(channel)) {
                return file.equals(identity(path));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return false;
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException takenInThisProcess) {
            return false;
        }
    }

    /** Null where another user is at work, whose file this user may not open. */
    private static @Nullable FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (AccessDeniedException e) {
            AtomicFile.refuseFolder(file.getParent());
            return null;
        }
    }

    /** Tells a file from a later one of the same name, which may even have the same inode number. */
    private static @Nullable Object identity(Path file) throws IOException {
        try {
            return Files.readAttributes(file, "unix:ino,ctime", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
