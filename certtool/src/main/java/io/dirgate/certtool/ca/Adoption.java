package io.dirgate.certtool.ca;

import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.files.FolderLock;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Chain;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.Request;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A CA whose request was signed elsewhere takes in its certificate. */
record Adoption(Disk disk, CaFolder folder) {
    X509Certificate of(Path file, @Nullable Path issuers) throws IOException {
        if (!Files.exists(folder.request())) {
            throw new Failure(folder.path() + " waits for no certificate; it was not made with --request-out");
        }
        byte[] key = Request.read(folder.request()).key().getEncoded();
        List<X509Certificate> known = new ArrayList<>(Certificates.read(file));
        X509Certificate own = known.stream()
                .filter(one -> Arrays.equals(one.getPublicKey().getEncoded(), key))
                .findFirst()
                .orElseThrow(() -> new Failure(file + " holds no certificate for the key of " + folder.path()
                        + "; have " + folder.request() + " signed"));
        if (own.getBasicConstraints() < 0) {
            throw new Failure(
                    file + " certifies no CA (basic constraints CA:FALSE); have the request signed as a CA's");
        }
        if (issuers != null) {
            known.addAll(Certificates.read(issuers));
        }
        List<X509Certificate> chain = Chain.from(own, known);
        if (chain.size() == 1) {
            throw new Failure("the certificate of the CA that signed " + file
                    + " is missing; give it with --issuers FILE (" + DistinguishedName.issuer(own) + ")");
        }
        try (FolderLock lock = disk.lock(folder.path())) {
            // The CA is ready when ca.crt stands, so the chain comes first.
            AtomicFile.write(disk, folder.chain(), Certificates.pemBytes(chain), Access.PUBLIC, true);
            AtomicFile.write(disk, folder.certificate(), Certificates.pemBytes(List.of(own)), Access.PUBLIC, true);
        }
        return own;
    }
}
