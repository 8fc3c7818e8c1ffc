package io.dirgate.proxy.demo;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A fresh folder that only its owner can look into and that is gone, with the files in it, once closed. */
record TemporaryFolder(Path path) implements AutoCloseable {
    /**
     * A new folder in the one that the environment variable TMPDIR names, else in the system's.
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

    /** Deletes what it can: this is the end, and nobody is left to be told. */
    @Override
    public void close() {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // Gone already, or not ours any more.
        }
    }

    private static @Nullable String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such folder";
        }
        return e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
    }
}
