package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Written;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/** X.509 certificates in files: PEM (several, also among other blocks), DER, or the certificates of a PKCS#7 file. */
public final class Certificates {
    private Certificates() {}

    /** All certificates of a file in its order, at least one. */
    public static List<X509Certificate> read(Path file) throws IOException {
        return of(PkiFile.read(file));
    }

    /** All certificates of a file in its order, at least one. */
    public static List<X509Certificate> of(PkiFile content) {
        List<X509Certificate> found = content.certificates();
        if (found.isEmpty()) {
            throw new Failure(content.name() + " holds no certificate; it holds " + content.inWords());
        }
        return found;
    }

    public static X509Certificate parse(byte[] der) throws CertificateException {
        return (X509Certificate) factory().generateCertificate(new ByteArrayInputStream(der));
    }

    private static CertificateFactory factory() throws CertificateException {
        return CertificateFactory.getInstance("X.509");
    }

    public static String pem(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            text.append(Pem.write("CERTIFICATE", der(certificate)));
        }
        return text.toString();
    }

    /** The PEM text as the bytes of a file. */
    public static byte[] pemBytes(List<X509Certificate> certificates) {
        return pem(certificates).getBytes(StandardCharsets.US_ASCII);
    }

    public static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** How a file is reported whose first certificate is this one. */
    public static Written written(Path file, Written.Kind kind, X509Certificate certificate) {
        return new Written(
                file.toString(),
                kind,
                fingerprint(certificate),
                certificate.getNotAfter().toInstant());
    }

    /** SHA-256 of the whole certificate, lower-case hex without separators. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der(certificate)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The serial number in lower-case hex, an even number of digits, as openssl and the CA's index write it. */
    public static String serial(X509Certificate certificate) {
        return HexFormat.of()
                .formatHex(certificate.getSerialNumber().toByteArray())
                .replaceFirst("^00(?=.)", "");
    }
}
