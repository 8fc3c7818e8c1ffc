package io.dirgate.proxy.backend;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the directory servers' clocks with this machine's clock. If all servers differ from it by the same amount,
 * this machine's clock is wrong, and no server is marked down for it. Runs on the prober's event loop.
 */
final class Clocks {
    private static final Logger log = LoggerFactory.getLogger(Clocks.class);

    private Duration tolerance;
    private final Map<Server, Duration> ahead = new WeakHashMap<>();
    private final Set<Server> unheard = Collections.newSetFromMap(new WeakHashMap<>());
    private boolean suspected;

    /** @param tolerance {@code directory.health.maxClockSkew} */
    Clocks(Duration tolerance) {
        this.tolerance = tolerance;
    }

    void tolerance(Duration next) {
        tolerance = next;
    }

    /** The server is being probed and may report its time. */
    void asked(Server server) {
        if (!ahead.containsKey(server)) {
            unheard.add(server);
        }
    }

    /** The server did not answer or did not report its time. Its earlier report remains valid. */
    void silent(Server server) {
        unheard.remove(server);
    }

    /** @param difference the server's time minus this machine's */
    void heard(Server server, Duration difference) {
        unheard.remove(server);
        ahead.put(server, difference);
        suspect(offset());
    }

    /**
     * Correction for this machine's time in the comparison with a server's. Zero unless all servers differ by the same
     * amount.
     */
    Duration offset() {
        if (!unheard.isEmpty() || ahead.isEmpty() || ahead.values().stream().anyMatch(this::isTolerable)) {
            return Duration.ZERO;
        }
        List<Duration> sorted = ahead.values().stream().sorted().toList();
        Duration median = sorted.get(sorted.size() / 2);
        return sorted.stream().allMatch(each -> isTolerable(each.minus(median))) ? median : Duration.ZERO;
    }

    private boolean isTolerable(Duration difference) {
        return difference.abs().compareTo(tolerance) <= 0;
    }

    private void suspect(Duration offset) {
        boolean now = !offset.isZero();
        if (now && !suspected) {
            log.atWarn()
                    .addKeyValue("secondsOff", offset.negated().toSeconds())
                    .log(
                            "this machine's clock seems to be wrong: all directory servers' clocks differ from it by the same amount, and"
                                    + " none is marked down for this; check the time synchronisation of this machine (timedatectl, chronyc tracking)");
        } else if (!now && suspected) {
            log.info("this machine's clock and the directory servers' agree again");
        }
        suspected = now;
    }
}
