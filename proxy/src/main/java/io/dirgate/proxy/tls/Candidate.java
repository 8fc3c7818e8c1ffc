package io.dirgate.proxy.tls;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and key that may be served, or the reason why they cannot be.
 *
 * @param name for messages
 */
record Candidate(
        String name,
        @Nullable Credential credential,
        @Nullable TlsException fault) {
    /** Reads the pair. An exception becomes the candidate's fault. */
    interface Reading {
        Credential read() throws TlsException;
    }

    static Candidate of(String name, Reading reading) {
        try {
            return new Candidate(name, reading.read(), null);
        } catch (TlsException e) {
            return new Candidate(name, null, e);
        }
    }

    Credential get() throws TlsException {
        if (credential == null) {
            throw Objects.requireNonNull(fault);
        }
        return credential;
    }

    /** Equal for equal chains, or equal faults. */
    String digest() {
        try {
            StringBuilder digest = new StringBuilder(name);
            if (credential != null) {
                for (X509Certificate certificate : credential.chain()) {
                    digest.append(' ').append(Arrays.hashCode(certificate.getEncoded()));
                }
            }
            return digest.append(fault == null ? "" : fault.getMessage()).toString();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read has no encoding", e);
        }
    }
}
