package io.dirgate.certtool.acm;

import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What an import brings.
 *
 * @param chain the issuers, nearest first, without the leaf
 * @param key unencrypted, as ACM wants it
 */
public record ImportMaterial(X509Certificate leaf, List<X509Certificate> chain, KeyPair key) {

    /**
     * Reads the files of an import. The certificate's file may hold the issuers behind the leaf, and the chain's file may begin
     * with the leaf, as a server's chain does: ACM wants both apart, so they are taken apart here.
     */
    public static ImportMaterial read(
            Path certificate, @Nullable Path chain, Path key, Callable<char @Nullable []> passphrase)
            throws IOException {
        List<X509Certificate> first = Certificates.read(certificate);
        X509Certificate leaf = first.get(0);
        List<X509Certificate> issuers = first.subList(1, first.size());
        if (chain != null) {
            if (!issuers.isEmpty()) {
                throw Failure.usage(certificate + " holds " + first.size()
                        + " certificates; give --chain only beside a file with the certificate alone");
            }
            issuers = Certificates.read(chain);
            if (issuers.get(0).equals(leaf)) {
                issuers = issuers.subList(1, issuers.size());
            }
        }
        return new ImportMaterial(leaf, List.copyOf(issuers), Keys.read(key, passphrase));
    }

    byte[] leafPem() {
        return Certificates.pemBytes(List.of(leaf));
    }

    /** Empty if there is no issuer. */
    byte[] chainPem() {
        return Certificates.pemBytes(chain);
    }

    byte[] keyPem() {
        return Keys.pem(key.getPrivate(), null);
    }

    String fingerprint() {
        return Certificates.fingerprint(leaf);
    }

    /** Whether what ACM holds is this already. ACM may answer with more issuers than it was given. */
    boolean isHeldAs(List<X509Certificate> leafAndChain) {
        return leafAndChain.get(0).equals(leaf)
                && leafAndChain.size() > chain.size()
                && leafAndChain.subList(1, chain.size() + 1).equals(chain);
    }
}
