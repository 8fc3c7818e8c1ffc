package io.dirgate.proxy.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** What some files held at one moment. Read once, so that what was compared and checked is what gets used. */
final class FileContents implements AutoCloseable {
    private final Map<Path, byte[]> contents = new LinkedHashMap<>();
    private final Map<Path, IOException> failures = new LinkedHashMap<>();

    private FileContents() {}

    static FileContents read(Collection<Path> files) {
        FileContents result = new FileContents();
        for (Path file : files) {
            try {
                result.contents.put(file, Files.readAllBytes(file));
            } catch (IOException e) {
                result.failures.put(file, e);
            }
        }
        return result;
    }

    byte[] of(Path file, String setting) throws TlsException {
        byte[] content = contents.get(file);
        if (content == null) {
            IOException failure = failures.get(file);
            String why = failure instanceof NoSuchFileException ? "does not exist" : "cannot be read: " + failure;
            throw new TlsException(setting, file + " " + why, failure);
        }
        return content;
    }

    /** Equal for equal contents of the same files; a file that could not be read counts as a content of its own. */
    String digest() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (byte[] content : contents.values()) {
                sha256.update(MessageDigest.getInstance("SHA-256").digest(content));
            }
            return HexFormat.of().formatHex(sha256.digest()) + failures.keySet();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Overwrites what was read: private keys are among it. */
    @Override
    public void close() {
        contents.values().forEach(content -> Arrays.fill(content, (byte) 0));
        contents.clear();
    }
}
