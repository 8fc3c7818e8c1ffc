package io.dirgate.certtool.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files that a user names, whole. An error always says which file and what is wrong with it. */
public final class Reading {
    /** More than any bundle of certificates; a slip such as {@code /dev/zero} must not fill the memory. */
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private Reading() {}

    public static byte[] bytes(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw AtomicFile.refusal(file, "is a folder; a file is needed here");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw AtomicFile.refusal(
                        file, "is larger than 16 MiB; that is no certificate, key or list of the kind");
            }
            return content;
        }
    }

    /** The content as UTF-8; what is none becomes replacement characters, for the reader of the text to complain about. */
    public static String text(Path file) throws IOException {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }
}
