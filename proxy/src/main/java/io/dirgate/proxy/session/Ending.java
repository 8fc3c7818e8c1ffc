package io.dirgate.proxy.session;

import java.time.Duration;

/**
 * How a session ends that still owes answers: it reads no more requests, waits for the answers, and closes.
 *
 * @param detail why, for the log and the client; empty where the reason says it all
 */
record Ending(CloseReason reason, String detail) {
    private static final Duration HALF_CLOSED_PATIENCE = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    static Ending of(CloseReason reason) {
        return new Ending(reason, "");
    }

    /** True if requests that came before the end are still carried out. A gateway that shuts down refuses those that wait. */
    boolean servesWhatCame() {
        return reason != CloseReason.DRAINED;
    }

    /** The longest wait for the answers; a shutdown has its own limit, {@code shutdown.timeout}. */
    Duration patience() {
        return reason == CloseReason.CLIENT_CLOSED ? HALF_CLOSED_PATIENCE : PATIENCE;
    }
}
