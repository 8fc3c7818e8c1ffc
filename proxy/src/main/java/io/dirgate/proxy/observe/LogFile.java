package io.dirgate.proxy.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file opened for appending. It is reopened after another program, such as logrotate, has moved it away. Used by one
 * thread.
 */
final class LogFile implements WritableByteChannel {
    private final Path path;
    private FileChannel file;
    private @Nullable Object identity;
    private boolean atLineStart = true;
    private boolean failed;

    LogFile(Path path) throws IOException {
        this.path = path;
        file = open();
        identity = identity();
    }

    @Override
    public int write(ByteBuffer lines) throws IOException {
        // If the disk is full in the middle of a line, removing the old file may be the only way to free space. Reopen
        // then, although this splits the line.
        if ((atLineStart || failed) && !sameFile()) {
            reopen();
        }
        failed = true;
        int written = file.write(lines);
        failed = false;
        if (written > 0) {
            atLineStart = lines.get(lines.position() - 1) == '\n';
        }
        return written;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private boolean sameFile() throws IOException {
        Object now = identity();
        return now != null && now.equals(identity);
    }

    private void reopen() throws IOException {
        FileChannel moved = file;
        file = open();
        identity = identity();
        moved.close();
    }

    /** Not world-readable, because it contains names and addresses of people. */
    private FileChannel open() throws IOException {
        return FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    }

    private @Nullable Object identity() throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
