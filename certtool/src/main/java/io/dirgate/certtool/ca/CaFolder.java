package io.dirgate.certtool.ca;

import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.files.FolderLock;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Publication;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The files of a CA: {@code ca.crt} its certificate, {@code chain.pem} the same with its issuers up to the root, {@code ca.key}
 * its key (which may be kept elsewhere) or {@code ca.kms} where in AWS KMS that is, {@code index} all that it did, {@code ca.conf} where it publishes, {@code ca.crl} its
 * latest CRL, {@code request.csr} its request to its own issuer.
 */
record CaFolder(Path path) {
    Path certificate() {
        return path.resolve("ca.crt");
    }

    Path chain() {
        return path.resolve("chain.pem");
    }

    Path key() {
        return path.resolve(NewKey.LOCAL);
    }

    Path kms() {
        return path.resolve(NewKey.KMS);
    }

    /** Passes the key on to a warning, if it is a file here. */
    void warnOfKey(Consumer<Path> warning) {
        if (Files.exists(key())) {
            warning.accept(key());
        }
    }

    Path index() {
        return path.resolve("index");
    }

    Path configuration() {
        return path.resolve("ca.conf");
    }

    Path crl() {
        return path.resolve("ca.crl");
    }

    Path request() {
        return path.resolve("request.csr");
    }

    /** Fails early if a new CA cannot be made here. */
    void refuseExisting() throws IOException {
        AtomicFile.refuseFolder(path.toAbsolutePath().getParent());
        if (Files.isDirectory(path)) {
            try (Stream<Path> entries = Files.list(path)) {
                if (entries.findAny().isPresent()) {
                    throw new Failure(path + " exists and is not empty; a CA is never replaced, choose another folder");
                }
            }
        } else if (Files.exists(path)) {
            throw new Failure(path + " is a file; a CA is a folder");
        }
    }

    /** Locks the parent folder, from {@link #begin} to {@link #finish}. */
    FolderLock lockParent(Disk disk) throws IOException {
        Path parent = path.toAbsolutePath().normalize().resolveSibling(".").normalize();
        if (!Files.isDirectory(parent)) {
            disk.createFolder(parent, Access.PUBLIC);
        }
        return disk.lock(parent);
    }

    /** Begins a folder under another name; it becomes this one, whole, with {@link #finish}. */
    CaFolder begin(Disk disk, NewKey key, Publication publication) throws IOException {
        Path real = path.toAbsolutePath().normalize();
        CaFolder draft = new CaFolder(real.resolveSibling("." + real.getFileName() + ".tmp"));
        disk.delete(draft.path);
        disk.createFolder(draft.path, Access.PRIVATE);
        disk.create(draft.path.resolve(key.file()), key.content().getBytes(StandardCharsets.UTF_8), key.access());
        disk.create(draft.configuration(), text(publication), Access.PUBLIC);
        disk.create(draft.index(), new byte[0], Access.PRIVATE);
        return draft;
    }

    /** Deletes a draft that got no certificate. After a crash the next {@link #begin} deletes it. */
    static void abandon(Disk disk, CaFolder draft, Exception reason) {
        try {
            disk.delete(draft.path);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    void finish(Disk disk, CaFolder draft) throws IOException {
        disk.rename(draft.path, path.toAbsolutePath().normalize());
    }

    /** Writes certificate and chain into a draft. */
    void certify(Disk disk, List<X509Certificate> chain) throws IOException {
        disk.create(chain(), Certificates.pemBytes(chain), Access.PUBLIC);
        disk.create(certificate(), Certificates.pemBytes(chain.subList(0, 1)), Access.PUBLIC);
    }

    /** How a new folder is reported. */
    List<Written> written(List<X509Certificate> chain) {
        return List.of(
                Certificates.written(certificate(), Written.Kind.CERTIFICATE, chain.get(0)),
                Certificates.written(chain(), Written.Kind.CHAIN, chain.get(0)),
                writtenKey());
    }

    /** The file that holds the key of a new folder, or says where it is. */
    Written writtenKey() {
        return Files.exists(kms())
                ? Written.of(kms(), Written.Kind.CONFIGURATION)
                : Written.of(key(), Written.Kind.PRIVATE_KEY);
    }

    private static byte[] text(Publication publication) {
        StringBuilder text = new StringBuilder("# Written into each certificate that this CA signs.\n");
        publication.crlUrls().forEach(url -> text.append("crl-url ").append(url).append('\n'));
        publication.caUrls().forEach(url -> text.append("ca-url ").append(url).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    Publication publication() throws IOException {
        List<String> lines = Files.readAllLines(configuration());
        return new Publication(values(lines, "crl-url "), values(lines, "ca-url "));
    }

    private static List<String> values(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .toList();
    }
}
