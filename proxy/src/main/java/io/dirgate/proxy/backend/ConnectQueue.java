package io.dirgate.proxy.backend;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Limits the connections to one server that an event loop opens at the same time. Samba's listen backlog is 10. In a
 * larger burst the kernel drops the SYN, and the connection waits a second or more for the retransmission.
 */
final class ConnectQueue {
    /** Consecutive time-outs after which the waiting connections fail too. A single time-out can be a chance event. */
    private static final int TIME_OUTS = 2;

    private final int atOnce;
    private final Deque<Consumer<@Nullable Loss>> waiting = new ArrayDeque<>();
    private int begun;
    private int timeOuts;

    ConnectQueue(int atOnce) {
        this.atOnce = atOnce;
    }

    /**
     * @param turn receives null when the connection may start; the caller must then call {@link #done}. Receives a loss
     *     if the connection is not worth trying
     */
    void enter(Consumer<@Nullable Loss> turn) {
        if (begun < atOnce) {
            begun++;
            turn.accept(null);
        } else {
            waiting.add(turn);
        }
    }

    /**
     * @param loss reason for the failure, or null. After repeated time-outs, the waiting connections fail at once
     *     instead of one after another
     */
    void done(@Nullable Loss loss) {
        begun--;
        timeOuts = loss != null && loss.kind() == Loss.Kind.CONNECT_TIMEOUT ? timeOuts + 1 : 0;
        if (loss != null && timeOuts >= TIME_OUTS) {
            Loss same = new Loss(
                    Loss.Kind.NOT_TRIED, "not tried because connections there have just failed: " + loss.detail());
            for (int left = waiting.size(); left > 0; left--) {
                waiting.remove().accept(same);
            }
        }
        while (begun < atOnce && !waiting.isEmpty()) {
            begun++;
            waiting.remove().accept(null);
        }
    }
}
