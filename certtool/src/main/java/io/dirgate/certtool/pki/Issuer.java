package io.dirgate.certtool.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A CA's certificate with the key that signs for it. */
public record Issuer(X509Certificate certificate, PrivateKey key, Publication publication) {}
