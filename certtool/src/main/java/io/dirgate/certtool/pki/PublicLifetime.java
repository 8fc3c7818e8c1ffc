package io.dirgate.certtool.pki;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/** How long certificates of public CAs may live, by the day on which they begin: CA/Browser Forum ballot SC-081v3. */
public enum PublicLifetime {
    DAYS_398(LocalDate.EPOCH, 398),
    DAYS_200(LocalDate.of(2026, 3, 15), 200),
    DAYS_100(LocalDate.of(2027, 3, 15), 100),
    DAYS_47(LocalDate.of(2029, 3, 15), 47);

    private final LocalDate from;
    private final int days;

    PublicLifetime(LocalDate from, int days) {
        this.from = from;
        this.days = days;
    }

    public LocalDate from() {
        return from;
    }

    public int days() {
        return days;
    }

    /** The limit for one that begins at this time. */
    public static PublicLifetime at(Instant time) {
        LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
        PublicLifetime found = DAYS_398;
        for (PublicLifetime each : values()) {
            found = day.isBefore(each.from) ? found : each;
        }
        return found;
    }

    /** This limit and those that follow it. */
    public List<PublicLifetime> onwards() {
        return Arrays.stream(values()).filter(each -> each.compareTo(this) >= 0).toList();
    }
}
