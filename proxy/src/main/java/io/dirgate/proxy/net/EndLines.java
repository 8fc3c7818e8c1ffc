package io.dirgate.proxy.net;

import io.dirgate.proxy.observe.Repeated;
import io.dirgate.proxy.session.CloseReason;
import java.util.EnumMap;
import java.util.Map;

/** The log's lines of sessions that ended without a bind: strangers can have as many as they like, so there are a few a minute. */
final class EndLines {
    private static final int LINES_A_MINUTE = 60;

    private final Map<CloseReason, Repeated> lines = new EnumMap<>(CloseReason.class);

    EndLines() {
        for (CloseReason reason : CloseReason.values()) {
            lines.put(reason, new Repeated(LINES_A_MINUTE));
        }
    }

    /** @return how many ends a line of this one stands for; 0 if there must be none */
    long times(CloseReason reason) {
        Repeated line = lines.get(reason);
        return line == null ? 1 : line.times(System.nanoTime());
    }
}
