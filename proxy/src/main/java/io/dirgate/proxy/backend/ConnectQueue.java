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
    private final int atOnce;
    private final Deque<Consumer<@Nullable Loss>> waiting = new ArrayDeque<>();
    private int begun;

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

    /** @param loss why the connection could not be made: those that wait need not find out one after another */
    void done(@Nullable Loss loss) {
        begun--;
        if (loss != null && loss.kind().blamesServer()) {
            Loss same =
                    new Loss(Loss.Kind.NOT_TRIED, "not tried, since a connection there just failed: " + loss.detail());
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
