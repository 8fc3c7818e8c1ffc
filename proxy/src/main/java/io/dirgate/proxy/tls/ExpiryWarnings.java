package io.dirgate.proxy.tls;

import io.dirgate.proxy.observe.ServedCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns before a served certificate expires, once at each of a few numbers of days, and once a day after. One thread. */
final class ExpiryWarnings {
    private static final Logger log = LoggerFactory.getLogger(ExpiryWarnings.class);

    /** Descending. */
    private static final List<Integer> DAYS = List.of(30, 14, 7, 3, 1);

    /** The number of days last warned at, by certificate: how it is called and when it ends. */
    private final Map<String, Long> warned = new HashMap<>();

    /** @param served by all listeners now */
    void look(List<ServedCertificate> served, Instant now) {
        Set<String> present = new HashSet<>();
        for (ServedCertificate certificate : served) {
            String key = certificate.source() + " " + certificate.keyType() + " " + certificate.notAfter();
            present.add(key);
            long step = step(now, certificate.notAfter());
            Long last = warned.get(key);
            if (step <= DAYS.get(0) && (last == null || step < last)) {
                warned.put(key, step);
                warn(certificate, now);
            }
        }
        warned.keySet().retainAll(present);
    }

    /** The smallest of the numbers of days that are not left any more; after the end, minus the days since. */
    private static long step(Instant now, Instant end) {
        Duration left = Duration.between(now, end);
        if (left.isNegative()) {
            return wholeDays(left);
        }
        return DAYS.stream()
                .filter(days -> left.compareTo(Duration.ofDays(days)) <= 0)
                .mapToLong(days -> days)
                .min()
                .orElse(Long.MAX_VALUE);
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
