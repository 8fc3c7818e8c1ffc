package io.dirgate.certtool.acm;

import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.pki.SubjectNames;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;

/** The parts of a certificate that ACM compares when it is replaced. */
final class CertificateFacts {
    private static final List<String> KEY_USAGES = List.of(
            "digitalSignature",
            "nonRepudiation",
            "keyEncipherment",
            "dataEncipherment",
            "keyAgreement",
            "keyCertSign",
            "cRLSign",
            "encipherOnly",
            "decipherOnly");

    private CertificateFacts() {}

    /** Common name and alternative names (DNS and IP), lower case. */
    static Set<String> names(X509Certificate certificate) {
        Set<String> names = new TreeSet<>(SubjectNames.of(certificate).all());
        String common = Subject.commonName(
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()));
        if (common != null) {
            names.add(common.toLowerCase(Locale.ROOT));
        }
        return names;
    }

    /** Null if there is no key usage extension. */
    static @Nullable Set<String> keyUsages(X509Certificate certificate) {
        boolean[] bits = certificate.getKeyUsage();
        if (bits == null) {
            return null;
        }
        Set<String> usages = new LinkedHashSet<>();
        for (int i = 0; i < Math.min(bits.length, KEY_USAGES.size()); i++) {
            if (bits[i]) {
                usages.add(KEY_USAGES.get(i));
            }
        }
        return usages;
    }

    /** Object identifiers; null if there is no extended key usage extension. */
    static @Nullable Set<String> extendedKeyUsages(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages == null ? null : new LinkedHashSet<>(usages);
        } catch (CertificateParsingException e) {
            return null;
        }
    }
}
