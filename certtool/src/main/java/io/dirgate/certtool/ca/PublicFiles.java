package io.dirgate.certtool.ca;

import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.report.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * The public files of a CA, with its name, as Windows administrators expect.
 *
 * @param certificate DER, {@code Example-Root-CA.crt}
 * @param crl DER, {@code Example-Root-CA.crl}
 * @param chain PEM, {@code Example-Root-CA.pem}
 */
record PublicFiles(Path certificate, Path crl, Path chain) {
    static PublicFiles of(CertificateAuthority ca, Path folder) {
        X500Name name =
                X500Name.getInstance(ca.certificate().getSubjectX500Principal().getEncoded());
        String common = Subject.commonName(name);
        String stem =
                common == null ? "ca" : common.replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^[-.]+|-+$", "");
        String base = stem.isEmpty() ? "ca" : stem;
        return new PublicFiles(
                folder.resolve(base + ".crt"), folder.resolve(base + ".crl"), folder.resolve(base + ".pem"));
    }

    /** Says before anything is signed that other files are in the way. */
    void refuseExisting(CertificateAuthority ca, boolean replace) throws IOException {
        refuse(certificate, Certificates.der(ca.certificate()), replace);
        refuse(chain, Certificates.pemBytes(ca.chain()), replace);
    }

    private static void refuse(Path file, byte[] content, boolean replace) throws IOException {
        if (Files.exists(file) && !has(file, content)) {
            AtomicFile.refuseExisting(file, replace);
        }
    }

    /** Writes them with a fresh CRL. A file that has the right content already is not in the way, nor is an older CRL. */
    void write(Disk disk, CertificateAuthority ca, PrivateKey key, boolean replace) throws IOException {
        byte[] der = Certificates.der(ca.certificate());
        byte[] pem = Certificates.pemBytes(ca.chain());
        boolean replaceCertificate = replace || has(certificate, der);
        boolean replaceChain = replace || has(chain, pem);
        Path folder = certificate.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            disk.createFolder(folder, Access.PUBLIC);
        }
        AtomicFile.refuseExisting(certificate, replaceCertificate);
        AtomicFile.refuseExisting(chain, replaceChain);
        byte[] list = ca.signCrl(key, CrlCommand.defaultDays(ca));
        AtomicFile.write(disk, certificate, der, Access.PUBLIC, replaceCertificate);
        AtomicFile.write(disk, chain, pem, Access.PUBLIC, replaceChain);
        AtomicFile.write(disk, crl, list, Access.PUBLIC, true);
    }

    List<Written> written(CertificateAuthority ca) {
        return List.of(
                Certificates.written(certificate, Written.Kind.CERTIFICATE, ca.certificate()),
                Written.of(crl, Written.Kind.CRL),
                Certificates.written(chain, Written.Kind.CHAIN, ca.certificate()));
    }

    List<Path> paths() {
        return List.of(certificate, crl, chain);
    }

    private static boolean has(Path file, byte[] content) throws IOException {
        return Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content);
    }
}
