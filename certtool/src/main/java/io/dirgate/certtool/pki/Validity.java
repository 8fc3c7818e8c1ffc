package io.dirgate.certtool.pki;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;
import java.util.Collection;

/** From when until when a certificate is good, in whole seconds, both ends included (RFC 5280 section 4.1.2.5). */
public record Validity(Instant notBefore, Instant notAfter) {
    /** Clocks of clients that lag a little still accept a certificate made just now. */
    private static final Duration LAG = Duration.ofMinutes(5);

    /** A month of 90 days is enough to renew without haste, and more than a renewal at two thirds leaves. */
    private static final double SOON = 0.25;

    /** No share of a short life is enough to notice and to mend a renewal that fails. */
    private static final Duration LAST_DAYS = Duration.ofDays(2);

    public static Validity days(Clock clock, int days) {
        return lasting(clock, Period.ofDays(days));
    }

    /** As long as said counted with its last second, so that 398 days are not a second more. */
    public static Validity lasting(Clock clock, TemporalAmount time) {
        Instant start = clock.instant().minus(LAG).truncatedTo(ChronoUnit.SECONDS);
        Instant end = start.atOffset(ZoneOffset.UTC).plus(time).toInstant().minusSeconds(1);
        return new Validity(start, end);
    }

    public static Validity of(X509Certificate certificate) {
        return new Validity(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** The part of it in which the issuer is good too: nothing may outlive what vouches for it. */
    public Validity within(X509Certificate issuer) {
        Validity limit = of(issuer);
        return new Validity(
                notBefore.isBefore(limit.notBefore) ? limit.notBefore : notBefore,
                notAfter.isAfter(limit.notAfter) ? limit.notAfter : notAfter);
    }

    /** Whether it ends with one of the issuers, which has most likely cut it: then it does not tell how long it should have been. */
    public boolean isCutBy(Collection<X509Certificate> issuers) {
        return issuers.stream().anyMatch(each -> notAfter.equals(of(each).notAfter));
    }

    public boolean contains(Instant time) {
        return !time.isBefore(notBefore) && !time.isAfter(notAfter);
    }

    /** How long it lasts, the last second included. */
    public Duration length() {
        return Duration.between(notBefore, notAfter).plusSeconds(1);
    }

    /** The part of the whole that is left, from 1 at the beginning to 0 and less at the end. */
    public double shareLeft(Instant now) {
        return (double) Duration.between(now, notAfter).toSeconds() / length().toSeconds();
    }

    /** Whether it is time to see to the successor: a quarter of it is left, or two days however short it is. */
    public boolean endsSoon(Instant now) {
        return shareLeft(now) < SOON || now.plus(LAST_DAYS).isAfter(notAfter);
    }

    /** Whole days from a moment to the end, negative after it. */
    public long daysLeft(Instant now) {
        return Math.floorDiv(
                Duration.between(now, notAfter).toSeconds(), Duration.ofDays(1).toSeconds());
    }
}
