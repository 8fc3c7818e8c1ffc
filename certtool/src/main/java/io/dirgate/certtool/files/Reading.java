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

    /** Whether there is something of that name to read: a file, a pipe, or {@code -}, which is standard input. */
    public static boolean exists(Path file) {
        return isStandardInput(file) || Files.exists(file);
    }

    /** The file for a sentence. */
    public static String name(Path file) {
        return isStandardInput(file) ? "standard input" : file.toString();
    }

    private static boolean isStandardInput(Path file) {
        return file.toString().equals("-");
    }

    /** @param file {@code -} for standard input, which can be read once */
    public static byte[] bytes(Path file) throws IOException {
        if (isStandardInput(file)) {
            byte[] content = System.in.readNBytes(MOST_BYTES + 1);
            if (content.length == 0) {
                throw AtomicFile.refusal(
                        Path.of("standard input"), "nothing came from it; it can be named once in a command");
            }
            return checked(file, content);
        }
        if (Files.isDirectory(file)) {
            throw AtomicFile.refusal(file, "is a folder; a file is needed here");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return checked(file, in.readNBytes(MOST_BYTES + 1));
        }
    }

    private static byte[] checked(Path file, byte[] content) throws IOException {
        if (content.length > MOST_BYTES) {
            throw AtomicFile.refusal(
                    file, "is larger than 16 MiB, so it is not a certificate, key or list of the kind");
        }
        return content;
    }

    /** The content as UTF-8, or as UTF-16 where a byte order mark says so; what is none becomes replacement characters. */
    public static String text(Path file) throws IOException {
        byte[] content = bytes(file);
        int first = content.length < 2 ? 0 : ((content[0] & 0xff) << 8) | (content[1] & 0xff);
        String text = new String(
                content, first == 0xfffe || first == 0xfeff ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }
}
