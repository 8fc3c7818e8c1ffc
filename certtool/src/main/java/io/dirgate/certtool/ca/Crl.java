package io.dirgate.certtool.ca;

import io.dirgate.certtool.pki.KeyIdentifiers;
import io.dirgate.certtool.pki.Signing;
import io.dirgate.certtool.pki.Validity;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;

/** Certificate revocation lists of RFC 5280 section 5: whole, never partial, with number and key identifier. */
final class Crl {
    private Crl() {}

    /** DER of a CRL that holds from the one to the other end of the validity. */
    static byte[] sign(
            X509Certificate issuer,
            PrivateKey key,
            Collection<Entry.Revoked> revoked,
            BigInteger number,
            Validity validity) {
        X500Name name = X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded());
        X509v2CRLBuilder builder = new X509v2CRLBuilder(name, Date.from(validity.notBefore()))
                .setNextUpdate(Date.from(validity.notAfter()));
        for (Entry.Revoked one : revoked) {
            // Code 0 writes no reason at all, as the RFC wishes for "unspecified".
            builder.addCRLEntry(
                    one.serial(), Date.from(one.time()), one.reason().code());
        }
        try {
            builder.addExtension(Extension.authorityKeyIdentifier, false, KeyIdentifiers.below(issuer));
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(number));
            return builder.build(Signing.signer(key)).getEncoded();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
