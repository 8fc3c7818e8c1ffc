package io.dirgate.certtool.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The POSIX file system below the default provider. */
final class RealDisk implements Disk {
    private final FolderLocks locks = new FolderLocks();

    @Override
    public FolderLock lock(Path folder) throws IOException {
        return locks.take(folder);
    }

    @Override
    public void create(Path file, byte[] content, Access access) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileAttribute<?> rights = PosixFilePermissions.asFileAttribute(access.ofFile());
        try (FileChannel channel = FileChannel.open(file, options, rights)) {
            writeAll(file, channel, content);
            if (access == Access.SERVED_KEY && ServiceFolder.readers(file) != null) {
                // Not by the rights at creation, from which the umask takes some away.
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
            }
        } catch (IOException e) {
            if (!(e instanceof FileAlreadyExistsException)) {
                // Leave no partial key.
                Files.deleteIfExists(file);
            }
            throw e;
        }
        syncFolder(file);
    }

    @Override
    public void append(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            writeAll(file, channel, content);
        }
    }

    @Override
    public void truncate(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }

    @Override
    public void createFolder(Path folder, Access access) throws IOException {
        Files.createDirectories(folder.toAbsolutePath(), PosixFilePermissions.asFileAttribute(access.ofFolder()));
        syncFolder(folder);
    }

    @Override
    public void createLink(Path link, Path target) throws IOException {
        Files.createSymbolicLink(link, target);
        syncFolder(link);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(to);
    }

    @Override
    public void delete(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(path, new Deletion());
            syncFolder(path);
        }
    }

    @Override
    public void copyOwner(Path from, Path to) throws IOException {
        PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
        PosixFileAttributes found = Files.readAttributes(to, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (!wanted.group().equals(found.group())) {
            view.setGroup(wanted.group());
        }
        if (!wanted.owner().equals(found.owner())) {
            view.setOwner(wanted.owner());
        }
        view.setPermissions(wanted.permissions());
    }

    private static void writeAll(Path file, FileChannel channel, byte[] content) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(content);
        try {
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            // A full disk, most of the time; the system does not say where.
            throw new FileSystemException(file.toString(), null, "cannot be written: " + e.getMessage());
        }
    }

    /** A name is durable only when the folder that holds it is. */
    private static void syncFolder(Path named) throws IOException {
        Path folder = named.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException thrown) throws IOException {
            if (thrown != null) {
                throw thrown;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
