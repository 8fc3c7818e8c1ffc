package io.dirgate.certtool.acme;

import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.files.FileSet;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.report.Written;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** The files of a served certificate: privatekey.pem, server.crt (the leaf) and chain.pem (leaf and issuers). They switch as one. */
final class LiveFiles {
    private LiveFiles() {}

    static FileSet of(Disk disk, Path folder, PrivateKey key, List<X509Certificate> chain) {
        return of(
                disk,
                folder,
                Keys.pem(key, null),
                Certificates.pemBytes(chain.subList(0, 1)),
                Certificates.pemBytes(chain));
    }

    /** Says before anything is ordered that files are in the way. */
    static void refuseExisting(Disk disk, Path folder, boolean replace) throws IOException {
        byte[] none = {};
        of(disk, folder, none, none, none).refuseExisting(replace);
    }

    /** How they are reported. */
    static List<Written> written(Path folder, X509Certificate leaf) {
        return List.of(
                Written.of(key(folder), Written.Kind.PRIVATE_KEY),
                Certificates.written(leaf(folder), Written.Kind.CERTIFICATE, leaf),
                Certificates.written(folder.resolve("chain.pem"), Written.Kind.CHAIN, leaf));
    }

    static Path key(Path folder) {
        return folder.resolve("privatekey.pem");
    }

    static Path leaf(Path folder) {
        return folder.resolve("server.crt");
    }

    private static FileSet of(Disk disk, Path folder, byte[] key, byte[] leaf, byte[] chain) {
        Path anchor = key(folder);
        return new FileSet(disk, anchor)
                .add(anchor, key, Access.SERVED_KEY)
                .add(leaf(folder), leaf, Access.PUBLIC)
                .add(folder.resolve("chain.pem"), chain, Access.PUBLIC);
    }
}
