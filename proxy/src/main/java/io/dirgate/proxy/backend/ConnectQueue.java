package io.dirgate.proxy.backend;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets one event loop begin only a few connections to one server at a time. Samba's listen backlog is 10: in a burst the rest
 * would wait a second and more for the kernel to send their SYN again.
 */
final class ConnectQueue {
    /** In a row, after which those that wait are not kept waiting for more. One alone may be that connection's bad luck. */
    private static final int TIME_OUTS = 2;

    private final int atOnce;
    private final Deque<Consumer<@Nullable Loss>> waiting = new ArrayDeque<>();
    private int begun;
    private int timeOuts;

    ConnectQueue(int atOnce) {
        this.atOnce = atOnce;
    }

    /** @param turn told null when it may begin, and from then on owes {@link #done}; a loss if there is no use in trying */
    void enter(Consumer<@Nullable Loss> turn) {
        if (begun < atOnce) {
            begun++;
            turn.accept(null);
        } else {
            waiting.add(turn);
        }
    }

    /** @param loss why the connection could not be made. Where that takes time, those that wait need not find out one after another. */
    void done(@Nullable Loss loss) {
        begun--;
        timeOuts = loss != null && loss.kind() == Loss.Kind.CONNECT_TIMEOUT ? timeOuts + 1 : 0;
        if (loss != null && timeOuts >= TIME_OUTS) {
            Loss same = new Loss(
                    Loss.Kind.NOT_TRIED, "not tried, since connections there have just failed: " + loss.detail());
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
