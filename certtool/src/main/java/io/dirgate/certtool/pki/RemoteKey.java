package io.dirgate.certtool.pki;

import java.security.PrivateKey;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/** A private key that never leaves its service. The service signs digests. */
public interface RemoteKey extends PrivateKey {
    /** The public key that belongs to it. */
    PublicKey publicKey();

    /**
     * Signs a digest.
     *
     * @param algorithm such as {@code SHA256withECDSA}; the first part is the digest algorithm
     * @return the signature in the form that a certificate has
     */
    byte[] sign(String algorithm, byte[] digest);

    @Override
    default String getAlgorithm() {
        return publicKey().getAlgorithm();
    }

    @Override
    default @Nullable String getFormat() {
        return null;
    }

    @Override
    default byte @Nullable [] getEncoded() {
        return null;
    }
}
