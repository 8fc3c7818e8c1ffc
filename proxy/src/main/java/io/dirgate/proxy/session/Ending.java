package io.dirgate.proxy.session;

import java.time.Duration;

/**
 * The end of a session that still owes answers: it reads no more requests, waits for the answers, and closes.
 *
 * @param detail the cause, for the log and the client; empty if the reason is sufficient
 */
record Ending(CloseReason reason, String detail) {
    private static final Duration HALF_CLOSED_PATIENCE = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    static Ending of(CloseReason reason) {
        return new Ending(reason, "");
    }

    /**
     * True if requests that arrived before the end are still performed. A gateway that shuts down refuses the waiting
     * ones.
     */
    boolean servesWhatCame() {
        return reason != CloseReason.DRAINED;
    }

    /** Maximum time to wait for the answers. A shutdown has its own limit, {@code shutdown.timeout}. */
    Duration patience() {
        return reason == CloseReason.CLIENT_CLOSED ? HALF_CLOSED_PATIENCE : PATIENCE;
    }
}
