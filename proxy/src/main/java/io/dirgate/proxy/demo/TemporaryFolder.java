package io.dirgate.proxy.demo;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A new folder that only its owner can read. Closing it deletes the folder and its files. */
record TemporaryFolder(Path path) implements AutoCloseable {
    /**
     * Creates a folder in the one named by the environment variable TMPDIR, otherwise in the system's.
     *
     * @throws IOException with a message for people
     */
    static TemporaryFolder create() throws IOException {
        return in(Path.of(Objects.requireNonNullElse(System.getenv("TMPDIR"), System.getProperty("java.io.tmpdir"))));
    }

    static TemporaryFolder in(Path parent) throws IOException {
        try {
            return new TemporaryFolder(Files.createTempDirectory(parent, "dirgate-demo-"));
        } catch (IOException e) {
            throw new IOException(
                    "cannot make a temporary folder in %s: %s; name another place in TMPDIR".formatted(parent, why(e)),
                    e);
        }
    }

    /** Deletes as much as possible and ignores errors, because the command is ending. */
    @Override
    public void close() {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // The folder is already deleted, or no longer belongs to this user.
        }
    }

    private static @Nullable String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such folder";
        }
        return e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
    }
}
