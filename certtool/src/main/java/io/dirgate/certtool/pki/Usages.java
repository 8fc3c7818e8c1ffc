package io.dirgate.certtool.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a certificate may be used for, by the names that RFC 5280 gives the bits and purposes. */
public final class Usages {
    /** RFC 5280 section 4.2.1.3, in the order of the bits. */
    private static final List<String> BITS = List.of(
            "digitalSignature",
            "nonRepudiation",
            "keyEncipherment",
            "dataEncipherment",
            "keyAgreement",
            "keyCertSign",
            "cRLSign",
            "encipherOnly",
            "decipherOnly");

    private static final Map<String, String> PURPOSES = Map.of(
            "1.3.6.1.5.5.7.3.1", "serverAuth",
            "1.3.6.1.5.5.7.3.2", "clientAuth",
            "1.3.6.1.5.5.7.3.3", "codeSigning",
            "1.3.6.1.5.5.7.3.4", "emailProtection",
            "1.3.6.1.5.5.7.3.9", "OCSPSigning",
            "1.3.6.1.5.2.3.5", "kerberosKdc",
            "1.3.6.1.4.1.311.20.2.2", "smartCardLogon",
            "2.5.29.37.0", "any");

    private Usages() {}

    /** Key usages; empty if the extension is missing. */
    public static List<String> key(X509Certificate certificate) {
        boolean[] bits = certificate.getKeyUsage();
        List<String> usages = new ArrayList<>();
        for (int i = 0; bits != null && i < Math.min(bits.length, BITS.size()); i++) {
            if (bits[i]) {
                usages.add(BITS.get(i));
            }
        }
        return usages;
    }

    /** Extended key usages, unknown ones by their number; empty if the extension is missing or damaged. */
    public static List<String> extended(X509Certificate certificate) {
        try {
            List<String> found = certificate.getExtendedKeyUsage();
            return found == null
                    ? List.of()
                    : found.stream().map(oid -> PURPOSES.getOrDefault(oid, oid)).toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
