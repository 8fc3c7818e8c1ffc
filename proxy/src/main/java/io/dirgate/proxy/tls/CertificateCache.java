package io.dirgate.proxy.tls;

import io.dirgate.proxy.config.CertificateCacheConfig;
import io.dirgate.proxy.files.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the last valid pair from AWS, encrypted and readable by this user only (0600). The file is replaced
 * atomically.
 */
final class CertificateCache {
    private static final Logger log = LoggerFactory.getLogger(CertificateCache.class);

    /** Nobody else's from the first byte on, not only after it is written. */
    private static final FileAttribute<?> OWNERS_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

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

    /** A write failure is logged and does not prevent serving the pair. */
    void write(Credential credential) {
        try (FileContents passphrase = FileContents.read(List.of(passphraseFile))) {
            byte[] content = Pkcs12.write(
                    credential, Passphrases.firstLine(passphrase.of(passphraseFile, setting + ".passphraseFile")));
            AtomicFile.replace(file, ByteBuffer.wrap(content), OWNERS_ALONE);
        } catch (IOException | GeneralSecurityException | TlsException e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", e.getMessage())
                    .log("certificate cannot be cached, a start without AWS would fail");
        }
    }
}
