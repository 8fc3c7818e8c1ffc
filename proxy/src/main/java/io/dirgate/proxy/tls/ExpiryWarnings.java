package io.dirgate.proxy.tls;

import io.dirgate.proxy.observe.ServedCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns before a served certificate expires: once at each of several numbers of days, and daily after the expiry. The
 * first warning comes when a third of the certificate's life is left, but at most 30 days before the end. Used by one
 * thread.
 */
final class ExpiryWarnings {
    private static final Logger log = LoggerFactory.getLogger(ExpiryWarnings.class);

    private static final Duration EARLIEST = Duration.ofDays(30);
    private static final List<Duration> LATER =
            Stream.of(14, 7, 3, 1).map(Duration::ofDays).toList();

    /** The last threshold that was reported, by certificate name and expiry. */
    private final Map<String, Duration> warned = new HashMap<>();

    /** @param served certificates that all listeners serve now */
    void look(List<ServedCertificate> served, Instant now) {
        Set<String> present = new HashSet<>();
        for (ServedCertificate certificate : served) {
            String key = certificate.source() + " " + certificate.keyType() + " " + certificate.notAfter();
            present.add(key);
            Duration step = step(now, certificate);
            Duration last = warned.get(key);
            if (step != null && (last == null || step.compareTo(last) < 0)) {
                warned.put(key, step);
                warn(certificate, now);
            }
        }
        warned.keySet().retainAll(present);
    }

    /** The smallest threshold that has been passed, or null. After the expiry, the negative number of days since. */
    private static @Nullable Duration step(Instant now, ServedCertificate certificate) {
        Duration left = Duration.between(now, certificate.notAfter());
        if (left.isNegative()) {
            return Duration.ofDays(wholeDays(left));
        }
        Duration third = Duration.between(certificate.notBefore(), certificate.notAfter())
                .dividedBy(3);
        Duration first = third.compareTo(EARLIEST) < 0 ? third : EARLIEST;
        return Stream.concat(Stream.of(first), LATER.stream().filter(each -> each.compareTo(first) < 0))
                .filter(each -> left.compareTo(each) <= 0)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static long wholeDays(Duration time) {
        return Math.floorDiv(time.toSeconds(), Duration.ofDays(1).toSeconds());
    }

    private static void warn(ServedCertificate certificate, Instant now) {
        Duration left = Duration.between(now, certificate.notAfter());
        (left.isNegative() ? log.atError() : log.atWarn())
                .addKeyValue("source", certificate.source())
                .addKeyValue("subject", certificate.subject())
                .addKeyValue("names", certificate.names())
                .addKeyValue("notAfter", certificate.notAfter())
                .addKeyValue("daysLeft", wholeDays(left))
                .log(
                        left.isNegative()
                                ? "the certificate has expired: clients refuse it; renew it now"
                                : "the certificate expires soon: renew it");
    }
}
