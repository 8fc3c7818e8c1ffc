package io.dirgate.certtool.trust;

import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.files.FolderLock;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The roots of a Java runtime: PKCS#12 or JKS. It keeps its form, its passphrase and its rights. */
final class JavaStore implements Store {
    private final Path file;
    private final char[] passphrase;
    private final Disk disk;

    /** Changes a store in memory and tells whether it did. */
    private interface Change {
        boolean apply(KeyStore store, X509Certificate root, List<Finding> findings) throws KeyStoreException;
    }

    private JavaStore(Path file, char[] passphrase, Disk disk) {
        this.file = file;
        this.passphrase = passphrase;
        this.disk = disk;
    }

    /** @param homeOrFile a Java runtime's folder, or the file itself */
    static JavaStore of(Path homeOrFile, char[] passphrase, Disk disk) {
        for (Path each : List.of(
                homeOrFile,
                homeOrFile.resolve("lib/security/cacerts"),
                // JDK 8 has the runtime in a folder of its own.
                homeOrFile.resolve("jre/lib/security/cacerts"))) {
            if (Files.isRegularFile(each)) {
                return new JavaStore(each, passphrase, disk);
            }
        }
        throw new Failure(homeOrFile + " is neither a store of roots nor a Java home with lib/security/cacerts in it");
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public List<Finding> install(List<X509Certificate> roots, boolean dryRun) throws Exception {
        return change(roots, dryRun, (store, root, findings) -> {
            String subject = DistinguishedName.subject(root);
            String present = store.getCertificateAlias(root);
            if (present != null && store.isCertificateEntry(present)) {
                findings.add(Finding.ok(file, subject + " is trusted already, as " + present));
                return false;
            }
            String alias = Store.entry(root);
            store.setCertificateEntry(alias, root);
            findings.add(
                    dryRun
                            ? Finding.info("would-install", file, subject + " would be installed as " + alias)
                            : Finding.info("installed", file, subject + " is installed as " + alias));
            return true;
        });
    }

    @Override
    public List<Finding> uninstall(List<X509Certificate> roots, boolean dryRun) throws Exception {
        return change(roots, dryRun, (store, root, findings) -> {
            String subject = DistinguishedName.subject(root);
            boolean removed = false;
            // On Debian the update of the system's store adds each of its files to Java's store, and does not always
            // remove it.
            for (String alias : List.of(Store.entry(root), "debian:" + Store.entry(root) + ".pem")) {
                if (root.equals(store.getCertificate(alias))) {
                    store.deleteEntry(alias);
                    removed = true;
                    findings.add(
                            dryRun
                                    ? Finding.info("would-remove", file, subject + " would be removed, " + alias)
                                    : Finding.info("removed", file, subject + " is removed, " + alias));
                }
            }
            String other = store.getCertificateAlias(root);
            if (other != null) {
                findings.add(Finding.info(
                        "kept", file, subject + " is still trusted as " + other + ", which somebody else has added"));
            } else if (!removed) {
                findings.add(Finding.ok(file, subject + " was not installed here, nothing to remove"));
            }
            return removed;
        });
    }

    private List<Finding> change(List<X509Certificate> roots, boolean dryRun, Change change) throws Exception {
        // The file may be a link, which must stay one.
        Path real = file.toRealPath();
        if (dryRun) {
            List<Finding> findings = new ArrayList<>();
            apply(load(real), roots, change, findings);
            return findings;
        }
        AtomicFile.refuseExisting(real, true);
        List<Finding> findings = new ArrayList<>();
        try (FolderLock lock = disk.lock(real.resolveSibling("."))) {
            KeyStore store = load(real);
            if (apply(store, roots, change, findings)) {
                save(store, real);
            }
        }
        return findings;
    }

    private static boolean apply(KeyStore store, List<X509Certificate> roots, Change change, List<Finding> findings)
            throws KeyStoreException {
        boolean changed = false;
        for (X509Certificate root : roots) {
            changed |= change.apply(store, root, findings);
        }
        return changed;
    }

    private KeyStore load(Path real) throws IOException {
        try {
            return KeyStore.getInstance(real.toFile(), passphrase);
        } catch (GeneralSecurityException e) {
            throw new Failure(file + " is not a Java key store: " + e.getMessage(), e);
        } catch (IOException e) {
            if (e.getCause() instanceof GeneralSecurityException) {
                throw new Failure(file + ": the passphrase does not open this store; give --java-passphrase-file", e);
            }
            throw e;
        }
    }

    private void save(KeyStore store, Path real) throws IOException, GeneralSecurityException {
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(real);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        store.store(content, passphrase);
        AtomicFile.write(disk, real, content.toByteArray(), Access.PUBLIC, true);
        Files.setPosixFilePermissions(real, rights);
    }
}
