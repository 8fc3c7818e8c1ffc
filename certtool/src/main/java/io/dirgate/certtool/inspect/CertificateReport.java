package io.dirgate.certtool.inspect;

import io.dirgate.certtool.cli.Screen;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Chain;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.KeyIdentifiers;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.SubjectNames;
import io.dirgate.certtool.pki.Usages;
import io.dirgate.certtool.pki.Validity;
import java.io.PrintWriter;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate as it is reported.
 *
 * @param daysLeft whole days to its end, negative after it
 * @param pathLength for a CA with a limit: how many CAs may follow
 */
public record CertificateReport(
        String type,
        String subject,
        String issuer,
        boolean selfSigned,
        List<String> names,
        Instant notBefore,
        Instant notAfter,
        long daysLeft,
        String key,
        String signature,
        String serial,
        boolean ca,
        @Nullable Integer pathLength,
        List<String> keyUsage,
        List<String> extendedKeyUsage,
        @Nullable String subjectKeyIdentifier,
        @Nullable String authorityKeyIdentifier,
        String sha256) {
    /** After two blanks, the label and a blank. */
    private static final int VALUE_COLUMN = 2 + 8 + 1;

    public static CertificateReport of(X509Certificate certificate, Instant now) {
        Validity validity = Validity.of(certificate);
        int constraints = certificate.getBasicConstraints();
        return new CertificateReport(
                "certificate",
                DistinguishedName.text(certificate.getSubjectX500Principal()),
                DistinguishedName.issuer(certificate),
                Chain.isSelfSigned(certificate),
                SubjectNames.of(certificate).all(),
                validity.notBefore(),
                validity.notAfter(),
                validity.daysLeft(now),
                KeyKind.describe(certificate.getPublicKey()),
                certificate.getSigAlgName(),
                Certificates.serial(certificate),
                constraints >= 0,
                constraints < 0 || constraints == Integer.MAX_VALUE ? null : constraints,
                Usages.key(certificate),
                Usages.extended(certificate),
                hex(KeyIdentifiers.subject(certificate)),
                hex(KeyIdentifiers.authority(certificate)),
                Certificates.fingerprint(certificate));
    }

    private static @Nullable String hex(byte @Nullable [] bytes) {
        return bytes == null ? null : HexFormat.of().formatHex(bytes);
    }

    public boolean isExpired() {
        return daysLeft < 0;
    }

    void print(PrintWriter out, Screen screen) {
        out.println("certificate");
        line(out, screen, "subject", subject.isEmpty() ? "(none)" : subject);
        line(out, screen, "names", names.isEmpty() ? "(none)" : String.join(", ", names));
        line(out, screen, "issuer", selfSigned ? "itself" : issuer);
        line(
                out,
                screen,
                "valid",
                notBefore + " to " + notAfter + (isExpired() ? ", EXPIRED" : ", " + daysLeft + " days left"));
        line(out, screen, "key", key + ", signed with " + signature);
        line(
                out,
                screen,
                "usage",
                String.join(", ", keyUsage)
                        + (extendedKeyUsage.isEmpty() ? "" : "; " + String.join(", ", extendedKeyUsage)));
        line(out, screen, "CA", ca ? "yes" + (pathLength == null ? "" : ", path length " + pathLength) : "no");
        line(out, screen, "serial", serial);
        line(out, screen, "SHA-256", sha256);
    }

    static void line(PrintWriter out, Screen screen, String label, String value) {
        out.printf("  %-8s %s%n", label, screen.wrap(value, VALUE_COLUMN));
    }
}
