package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Finding;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether a certificate's time has begun and is not over. */
public final class Dates {
    private Dates() {}

    /** What is wrong with its dates at a moment, or null. */
    public static @Nullable Finding fault(X509Certificate certificate, Instant at) {
        Validity validity = Validity.of(certificate);
        String name = DistinguishedName.subject(certificate);
        if (at.isAfter(validity.notAfter())) {
            return Finding.error(Finding.EXPIRED, name, name + " has expired on " + validity.notAfter() + "; renew it");
        }
        return at.isBefore(validity.notBefore())
                ? Finding.error(
                        "not-yet-valid",
                        name,
                        name + " is good only from " + validity.notBefore()
                                + "; wait, or set the clock of this machine")
                : null;
    }
}
