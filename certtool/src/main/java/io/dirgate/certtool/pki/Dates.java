package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Finding;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether a certificate's time has begun, how much of it is left, and whether it is over. */
public final class Dates {
    /** The code of a certificate that should have been renewed by now. */
    public static final String EXPIRES_SOON = "expires-soon";

    private Dates() {}

    /** Judges the dates of a certificate at a moment. All commands that look at what is served say the same by this. */
    public static Finding judge(X509Certificate certificate, Instant at) {
        Finding fault = fault(certificate, at);
        if (fault != null) {
            return fault;
        }
        Validity validity = Validity.of(certificate);
        String name = DistinguishedName.subject(certificate);
        String left = name + ", " + validity.daysLeft(at) + " days left, until " + validity.notAfter();
        return validity.endsSoon(at)
                ? Finding.warning(EXPIRES_SOON, name, left + "; renew it now")
                : Finding.ok(name, left);
    }

    /** What is wrong with its dates at a moment, or null. */
    public static @Nullable Finding fault(X509Certificate certificate, Instant at) {
        Validity validity = Validity.of(certificate);
        String name = DistinguishedName.subject(certificate);
        if (at.isAfter(validity.notAfter())) {
            return Finding.error(Finding.EXPIRED, name, name + " expired on " + validity.notAfter() + "; renew it");
        }
        return at.isBefore(validity.notBefore())
                ? Finding.error(
                        "not-yet-valid",
                        name,
                        name + " is not valid before " + validity.notBefore()
                                + "; wait, or set the clock of this machine")
                : null;
    }
}
