package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Finding;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The end of a CA comes unseen, because each certificate that it issues is cut to it: the last ones are short and cannot be renewed.
 * So the warning comes when the next certificate would be cut, at least 30 and at most 90 days before the end.
 */
public final class CaEnd {
    public static final String CODE = "ca-ends";

    private static final Duration LATEST = Duration.ofDays(30);
    private static final Duration EARLIEST = Duration.ofDays(90);

    private CaEnd() {}

    /**
     * A warning if the end of a CA is near, else null; also null after its end, which is a fault of its own.
     *
     * @param life how long the certificates last that it issues
     */
    public static @Nullable Finding of(X509Certificate ca, Duration life, Instant now) {
        Instant end = Validity.of(ca).notAfter();
        Duration ahead = life.compareTo(EARLIEST) > 0 ? EARLIEST : life.compareTo(LATEST) < 0 ? LATEST : life;
        if (now.isAfter(end) || now.plus(ahead).isBefore(end)) {
            return null;
        }
        String name = DistinguishedName.subject(ca);
        return Finding.warning(
                CODE,
                name,
                "the CA " + name + " ends on " + end + ", " + Validity.of(ca).daysLeft(now)
                        + " days left; no certificate outlives it, so have its successor ready");
    }
}
