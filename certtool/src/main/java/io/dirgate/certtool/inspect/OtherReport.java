package io.dirgate.certtool.inspect;

import io.dirgate.certtool.cli.Screen;
import io.dirgate.certtool.pki.Kind;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The report of an item that is not a certificate.
 *
 * @param type request, key, encrypted-key, public-key, parameters or crl
 * @param key the kind of key of a request or private key
 * @param revoked for a CRL: how many certificates it revokes
 */
record OtherReport(
        String type,
        @Nullable String subject,
        @Nullable List<String> names,
        @Nullable String key,
        @Nullable String issuer,
        @Nullable Instant thisUpdate,
        @Nullable Instant nextUpdate,
        @Nullable Integer revoked) {

    static OtherReport request(String subject, List<String> names, String key) {
        return new OtherReport("request", subject, names, key, null, null, null, null);
    }

    static OtherReport key(String kind) {
        return new OtherReport("key", null, null, kind, null, null, null, null);
    }

    static OtherReport encryptedKey() {
        return new OtherReport("encrypted-key", null, null, null, null, null, null, null);
    }

    /** An item without details. */
    static OtherReport plain(Kind kind) {
        return new OtherReport(kind.toString(), null, null, null, null, null, null, null);
    }

    static OtherReport crl(String issuer, Instant thisUpdate, @Nullable Instant nextUpdate, int revoked) {
        return new OtherReport("crl", null, null, null, issuer, thisUpdate, nextUpdate, revoked);
    }

    void print(PrintWriter out, Screen screen) {
        out.println(type);
        if (subject != null) {
            CertificateReport.line(out, screen, "subject", subject);
        }
        if (names != null) {
            CertificateReport.line(out, screen, "names", names.isEmpty() ? "(none)" : String.join(", ", names));
        }
        if (key != null) {
            CertificateReport.line(out, screen, "key", key);
        }
        if (issuer != null) {
            CertificateReport.line(out, screen, "issuer", issuer);
            CertificateReport.line(out, screen, "valid", thisUpdate + " to " + nextUpdate);
            CertificateReport.line(out, screen, "revoked", revoked + " certificates");
        }
    }
}
