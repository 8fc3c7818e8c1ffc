package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.x509.Certificate;

/** Certificates in a signed message without a signature (RFC 5652 section 5), as Windows and Tomcat take them: {@code .p7b}. */
public final class Pkcs7 {
    private Pkcs7() {}

    /** In DER. The structure keeps no order. */
    public static byte[] write(List<X509Certificate> certificates) {
        ASN1Encodable[] members = certificates.stream()
                .map(each -> Certificate.getInstance(Certificates.der(each)))
                .toArray(ASN1Encodable[]::new);
        SignedData data = new SignedData(
                new DERSet(),
                new ContentInfo(CMSObjectIdentifiers.data, null),
                new DERSet(members),
                null,
                new DERSet());
        try {
            return new ContentInfo(CMSObjectIdentifiers.signedData, data).getEncoded("DER");
        } catch (IOException e) {
            throw new Failure("the PKCS#7 file cannot be made: " + e.getMessage(), e);
        }
    }
}
