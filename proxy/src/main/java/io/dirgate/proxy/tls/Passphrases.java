package io.dirgate.proxy.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads files whose first line is a passphrase. */
final class Passphrases {
    private Passphrases() {}

    static char[] firstLine(byte[] content) {
        return new String(content, StandardCharsets.UTF_8).split("\\R", 2)[0].toCharArray();
    }

    /** Null if no file is given. */
    static char @Nullable [] read(String setting, @Nullable Path file) throws TlsException {
        if (file == null) {
            return null;
        }
        try (FileContents contents = FileContents.read(List.of(file))) {
            return firstLine(contents.of(file, setting));
        }
    }
}
