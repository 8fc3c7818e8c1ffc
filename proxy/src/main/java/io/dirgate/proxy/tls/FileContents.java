package io.dirgate.proxy.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contents of several files, and of certificates from AWS, at one moment. Read once, so that the contents that were
 * checked are the ones that are used.
 */
final class FileContents implements AutoCloseable {
    private final Map<Path, byte[]> contents = new LinkedHashMap<>();
    private final Map<Path, IOException> failures = new LinkedHashMap<>();

    private final List<List<Candidate>> remote;

    private FileContents(List<List<Candidate>> remote) {
        this.remote = remote;
    }

    static FileContents read(Collection<Path> files) {
        return read(files, List.of());
    }

    /** @param remotes one for each certificate; null for a certificate in files */
    static FileContents read(Collection<Path> files, List<@Nullable RemoteCertificate> remotes) {
        FileContents result = new FileContents(remotes.stream()
                .map(each -> each == null ? List.<Candidate>of() : each.candidates())
                .toList());
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
            String why = failure instanceof NoSuchFileException
                    ? "does not exist"
                    : failure instanceof AccessDeniedException
                            ? "is not readable for the user " + System.getProperty("user.name")
                            : "cannot be read: " + failure;
            throw new TlsException(setting, file + " " + why, failure);
        }
        return content;
    }

    /** The candidates from AWS for the n-th certificate; empty if it is in files. */
    List<Candidate> remote(int index) {
        return remote.isEmpty() ? List.of() : remote.get(index);
    }

    /** Equal for equal contents of the same files. An unreadable file has a digest of its own. */
    String digest() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (byte[] content : contents.values()) {
                sha256.update(MessageDigest.getInstance("SHA-256").digest(content));
            }
            for (List<Candidate> candidates : remote) {
                candidates.forEach(each -> sha256.update(each.digest().getBytes(StandardCharsets.UTF_8)));
            }
            return HexFormat.of().formatHex(sha256.digest()) + failures.keySet();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Overwrites the contents, because they include private keys. */
    @Override
    public void close() {
        contents.values().forEach(content -> Arrays.fill(content, (byte) 0));
        contents.clear();
    }
}
