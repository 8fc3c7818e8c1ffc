package io.dirgate.certtool.request;

import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Failure;
import java.time.Clock;
import java.time.Period;
import java.time.temporal.TemporalAmount;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --days}: how long a certificate is to last. */
public final class LifetimeOption {
    /** A hundred years; more is a slip of the hand. */
    private static final int MOST_DAYS = 36_525;

    @Option(names = "--days", paramLabel = "N", description = "How many days the certificate is valid.")
    private @Nullable Integer days;

    public Validity of(Clock clock, int defaultDays) {
        return of(clock, Period.ofDays(defaultDays));
    }

    public Validity of(Clock clock, TemporalAmount otherwise) {
        if (days != null && (days < 1 || days > MOST_DAYS)) {
            throw Failure.usage("--days must be 1 to " + MOST_DAYS + ", not " + days);
        }
        return Validity.lasting(clock, days == null ? otherwise : Period.ofDays(days));
    }
}
