package io.dirgate.proxy.tls;

import io.dirgate.proxy.config.CertificateCacheConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last good pair from AWS, encrypted, for this user alone (0600). Replaced as a whole. */
final class CertificateCache {
    private static final Logger log = LoggerFactory.getLogger(CertificateCache.class);

    private final String setting;
    private final Path file;
    private final Path passphraseFile;

    /** @param setting its YAML path, relative to the listener */
    CertificateCache(String setting, CertificateCacheConfig config) {
        this.setting = setting;
        this.file = Path.of(config.file());
        this.passphraseFile = config.passphraseFile();
    }

    boolean exists() {
        return Files.exists(file);
    }

    Candidate read() {
        return Candidate.of("cache " + file, () -> {
            try (FileContents contents = FileContents.read(List.of(file, passphraseFile))) {
                return Pkcs12.read(
                        setting,
                        file.toString(),
                        contents.of(file, setting),
                        Passphrases.firstLine(contents.of(passphraseFile, setting + ".passphraseFile")));
            }
        });
    }

    /** What cannot be written is said; the pair is served all the same. */
    void write(Credential credential) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileContents passphrase = FileContents.read(List.of(passphraseFile))) {
            byte[] content = Pkcs12.write(
                    credential, Passphrases.firstLine(passphrase.of(passphraseFile, setting + ".passphraseFile")));
            Files.deleteIfExists(fresh);
            // Nobody else's from the first byte on, not only after it is written.
            try (FileChannel out = FileChannel.open(
                    fresh,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer left = ByteBuffer.wrap(content);
                while (left.hasRemaining()) {
                    out.write(left);
                }
                out.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | GeneralSecurityException | TlsException e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", e.getMessage())
                    .log("certificate cannot be cached, a start without AWS would fail");
        }
    }
}
