package io.dirgate.proxy.backend;

import io.dirgate.proxy.ldap.Printable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server's description of itself (RFC 4512 section 5.1, MS-ADTS section 3.1.1.3.2). Servers other than Active
 * Directory lack most attributes, so a missing attribute is not a fault.
 */
record RootDse(
        @Nullable String defaultNamingContext,
        @Nullable String dnsHostName,
        @Nullable String currentTime,
        @Nullable String isSynchronized) {
    static final String[] ATTRIBUTES = {"defaultNamingContext", "dnsHostName", "currentTime", "isSynchronized"};

    private static final int MAX_LENGTH = 1024;

    private static final DateTimeFormatter GENERALIZED_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    /** Makes the values safe for log lines and terminals. */
    static RootDse of(Map<String, String> values) {
        return new RootDse(
                printable(values.get("defaultnamingcontext")),
                printable(values.get("dnshostname")),
                printable(values.get("currenttime")),
                printable(values.get("issynchronized")));
    }

    private static @Nullable String printable(@Nullable String value) {
        return value == null ? null : Printable.of(value.substring(0, Math.min(MAX_LENGTH, value.length())));
    }

    /** The server's fault; null if it has none. */
    @Nullable
    String fault(Instant now, Duration maxClockSkew) {
        if ("FALSE".equalsIgnoreCase(isSynchronized)) {
            return "isSynchronized is FALSE: it has not finished its first replication";
        }
        try {
            Duration ahead = ahead(now);
            return ahead != null && ahead.abs().compareTo(maxClockSkew) > 0
                    ? "its clock is " + ahead.abs().toSeconds() + " s off, more than directory.health.maxClockSkew"
                    : null;
        } catch (DateTimeException e) {
            return "currentTime " + currentTime + " is not a valid time";
        }
    }

    /**
     * The server's time minus {@code now}; null if the server does not report its time.
     *
     * @throws DateTimeException if the reported time is invalid
     */
    @Nullable
    Duration ahead(Instant now) {
        if (currentTime == null) {
            return null;
        }
        return Duration.between(
                now,
                LocalDateTime.parse(currentTime.substring(0, Math.min(14, currentTime.length())), GENERALIZED_TIME)
                        .toInstant(ZoneOffset.UTC));
    }
}
