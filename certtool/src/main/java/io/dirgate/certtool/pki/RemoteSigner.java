package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/** Signs with a {@link RemoteKey}. Verifies each signature before it returns it. */
final class RemoteSigner implements ContentSigner {
    private final RemoteKey key;
    private final String algorithm;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    RemoteSigner(RemoteKey key) {
        this.key = key;
        this.algorithm = KeyKind.signatureFor(key.publicKey());
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
        return new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm);
    }

    @Override
    public OutputStream getOutputStream() {
        return content;
    }

    @Override
    public byte[] getSignature() {
        try {
            String digest = algorithm.substring(0, algorithm.indexOf("with")).replace("SHA", "SHA-");
            byte[] signature =
                    key.sign(algorithm, MessageDigest.getInstance(digest).digest(content.toByteArray()));
            if (!fits(signature)) {
                throw new Failure(key + " returned a signature that does not match the CA's public key ("
                        + KeyKind.describe(key.publicKey()) + "); nothing was issued");
            }
            return signature;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean fits(byte[] signature) throws GeneralSecurityException {
        Signature check = Signature.getInstance(algorithm);
        check.initVerify(key.publicKey());
        check.update(content.toByteArray());
        try {
            return check.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }
}
