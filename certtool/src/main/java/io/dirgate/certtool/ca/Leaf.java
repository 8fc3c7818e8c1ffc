package io.dirgate.certtool.ca;

import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.files.FileSet;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Chain;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.report.Written;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A key with the certificate that a CA gave it.
 *
 * @param chain the certificate and its issuers in order, up to the root as far as known
 * @param trusted the certificates that clients must trust, its root first
 */
public record Leaf(KeyPair key, List<X509Certificate> chain, List<X509Certificate> trusted) {
    private static final String KEY = "privatekey.pem";

    /** Clients trust the end of the chain alone. */
    public Leaf(KeyPair key, List<X509Certificate> chain) {
        this(key, chain, chain.subList(chain.size() - 1, chain.size()));
    }

    /** The four files of a folder; they appear and change as one. */
    public FileSet files(Disk disk, Path folder, Profile profile) {
        return files(disk, folder.resolve(certificateName(profile)));
    }

    /** The same, the certificate itself in this file. */
    public FileSet files(Disk disk, Path file) {
        Path folder = file.resolveSibling(".").normalize();
        List<X509Certificate> presented = Chain.withoutRoot(chain);
        return new FileSet(disk, keyIn(folder))
                .add(keyIn(folder), Keys.pem(key.getPrivate(), null), Access.SERVED_KEY)
                .add(file, Certificates.pemBytes(chain.subList(0, 1)), Access.PUBLIC)
                .add(folder.resolve("chain.pem"), Certificates.pemBytes(presented), Access.PUBLIC)
                .add(folder.resolve("ca.pem"), Certificates.pemBytes(trusted), Access.PUBLIC);
    }

    /** How the four files are reported. */
    public List<Written> written(Path folder, Profile profile) {
        return written(folder.resolve(certificateName(profile)));
    }

    /** The same, the certificate itself in this file. */
    public List<Written> written(Path file) {
        return List.of(
                Written.of(file.resolveSibling(KEY), Written.Kind.PRIVATE_KEY),
                Certificates.written(file, Written.Kind.CERTIFICATE, certificate()),
                Certificates.written(file.resolveSibling("chain.pem"), Written.Kind.CHAIN, certificate()),
                Certificates.written(file.resolveSibling("ca.pem"), Written.Kind.TRUSTED_ROOTS, trusted.get(0)));
    }

    public static String certificateName(Profile profile) {
        return profile == Profile.CLIENT ? "client.crt" : "server.crt";
    }

    public static Path keyIn(Path folder) {
        return folder.resolve(KEY);
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }
}
