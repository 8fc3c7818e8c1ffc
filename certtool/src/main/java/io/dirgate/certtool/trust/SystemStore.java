package io.dirgate.certtool.trust;

import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The store that OpenSSL, GnuTLS, curl, Python and others use: a folder of the administrator's own roots, and a command that makes
 * the system's bundle of it.
 *
 * @param folder holds one file for each root
 * @param update the command after a root was added
 * @param updateAfterRemoval the command after a root was removed
 * @param runs whether the commands are run; they are not for another system's folder
 */
record SystemStore(Path folder, List<String> update, List<String> updateAfterRemoval, boolean runs, Disk disk)
        implements Store {
    private static final Path RED_HAT = Path.of("etc/pki/ca-trust/source/anchors");
    private static final Path DEBIAN = Path.of("usr/local/share/ca-certificates");

    /** The store of the system whose files are below this folder. */
    static SystemStore of(Path root, Disk disk) {
        boolean runs = root.toAbsolutePath().normalize().getParent() == null;
        if (Files.isDirectory(root.resolve(RED_HAT))) {
            List<String> command = List.of("update-ca-trust", "extract");
            return new SystemStore(root.resolve(RED_HAT), command, command, runs, disk);
        }
        if (Files.isDirectory(root.resolve(DEBIAN))) {
            List<String> command = List.of("update-ca-certificates");
            // Without --fresh the links to a removed root stay in /etc/ssl/certs.
            List<String> fresh = List.of("update-ca-certificates", "--fresh");
            return new SystemStore(root.resolve(DEBIAN), command, fresh, runs, disk);
        }
        throw new Failure("neither " + root.resolve(DEBIAN) + " (Debian, Ubuntu) nor " + root.resolve(RED_HAT)
                + " (Red Hat, Amazon Linux) is a folder; install the package ca-certificates,"
                + " or give --only java to change Java's store alone");
    }

    @Override
    public String name() {
        return folder.toString();
    }

    @Override
    public List<Finding> install(List<X509Certificate> roots, boolean dryRun) throws Exception {
        List<Finding> findings = new ArrayList<>();
        for (X509Certificate root : roots) {
            String subject = DistinguishedName.subject(root);
            Path file = file(root);
            if (holds(file, root)) {
                findings.add(Finding.ok(file, subject + " is installed already"));
            } else if (dryRun) {
                findings.add(Finding.info("would-install", file, subject + " would be installed"));
            } else {
                AtomicFile.write(disk, file, Certificates.pemBytes(List.of(root)), Access.PUBLIC, true);
                // The umask of an administrator may be strict, but every user's programs read this file.
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
                findings.add(Finding.info("installed", file, subject + " is installed"));
            }
        }
        findings.add(update(update, dryRun));
        return findings;
    }

    @Override
    public List<Finding> uninstall(List<X509Certificate> roots, boolean dryRun) throws Exception {
        List<Finding> findings = new ArrayList<>();
        for (X509Certificate root : roots) {
            String subject = DistinguishedName.subject(root);
            Path file = file(root);
            if (!Files.exists(file)) {
                findings.add(Finding.ok(file, subject + " was not installed here, nothing to remove"));
            } else if (!holds(file, root)) {
                findings.add(Finding.error(
                        "changed", file, "somebody has changed this file, so it is left; look at it and delete it"));
            } else if (dryRun) {
                findings.add(Finding.info("would-remove", file, subject + " would be removed"));
            } else {
                AtomicFile.refuseFolder(folder);
                disk.delete(file);
                findings.add(Finding.info("removed", file, subject + " is removed"));
            }
        }
        findings.add(update(updateAfterRemoval, dryRun));
        return findings;
    }

    private Path file(X509Certificate root) {
        // Debian takes files of this ending only.
        return folder.resolve(Store.entry(root) + ".crt");
    }

    private static boolean holds(Path file, X509Certificate root) throws IOException {
        return Files.isRegularFile(file)
                && Arrays.equals(Files.readAllBytes(file), Certificates.pemBytes(List.of(root)));
    }

    /** Runs the command even if no file has changed, because an earlier run may have been interrupted. */
    private Finding update(List<String> command, boolean dryRun) throws IOException, InterruptedException {
        String words = String.join(" ", command);
        if (!runs) {
            return Finding.info(
                    "update-needed", words, "run this in that system, which then trusts what is in " + folder);
        }
        if (dryRun) {
            return Finding.info("would-update", words, "this command would be run");
        }
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
        } catch (IOException e) {
            throw new Failure(words + " cannot be run; install it, then give the same command again", e);
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int exitCode = process.waitFor();
        if (exitCode != 0) {
            throw new Failure(words + " has ended with exit code " + exitCode + "; mend the cause, then give the same"
                    + " command again; it said: " + said);
        }
        return Finding.ok(words, "the system's bundle is up to date");
    }
}
