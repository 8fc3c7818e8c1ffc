package io.dirgate.certtool.acme;

import io.dirgate.certtool.report.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.shredzone.acme4j.PollableResource;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.exception.AcmeException;

/** Waits for the CA: looks soon at first, then ever more rarely, and never sooner than the CA asks for. */
final class Patience {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private Patience() {}

    static Status waitFor(String what, PollableResource resource, Set<Status> ends)
            throws AcmeException, InterruptedException {
        Instant limit = Instant.now().plus(LIMIT);
        Duration pause = FIRST;
        while (true) {
            Instant retryAfter = resource.fetch().orElse(Instant.EPOCH);
            if (ends.contains(resource.getStatus())) {
                return resource.getStatus();
            }
            Instant now = Instant.now();
            if (now.isAfter(limit)) {
                throw new Failure(
                        "the CA did not finish " + what + " within " + LIMIT.toMinutes() + " minutes; try again later");
            }
            Duration asked = Duration.between(now, retryAfter);
            Thread.sleep((asked.compareTo(pause) > 0 ? asked : pause).toMillis());
            pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        }
    }
}
