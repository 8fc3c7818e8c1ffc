package io.dirgate.certtool.pki;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** When a certificate is to be renewed: two thirds of its life, and a little later by chance, so that a fleet does not renew at once. */
public final class RenewalTime {
    private static final int STEPS = 1000;

    private RenewalTime() {}

    /** Always the same moment for the same certificate: the chance is drawn from its fingerprint. At most a thirtieth of its life late. */
    public static Instant of(X509Certificate certificate) {
        Validity validity = Validity.of(certificate);
        Duration life = validity.length();
        Instant start = validity.notBefore().plus(life.multipliedBy(2).dividedBy(3));
        return within(start, start.plus(life.dividedBy(30)), certificate);
    }

    /** A moment between the two that is always the same for the same certificate. */
    public static Instant within(Instant start, Instant end, X509Certificate certificate) {
        int chance = new BigInteger(Certificates.fingerprint(certificate), 16)
                .mod(BigInteger.valueOf(STEPS))
                .intValue();
        return start.plus(Duration.between(start, end).multipliedBy(chance).dividedBy(STEPS))
                .truncatedTo(ChronoUnit.SECONDS);
    }
}
