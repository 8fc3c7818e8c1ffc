package io.dirgate.proxy.net;

import io.dirgate.proxy.observe.Repeated;
import io.dirgate.proxy.session.CloseReason;
import java.util.EnumMap;
import java.util.Map;

/**
 * Limits the log lines about sessions that ended without a bind to a few a minute, because any client can cause them.
 */
final class EndLines {
    private static final int LINES_A_MINUTE = 60;

    private final Map<CloseReason, Repeated> lines = new EnumMap<>(CloseReason.class);

    EndLines() {
        for (CloseReason reason : CloseReason.values()) {
            lines.put(reason, new Repeated(LINES_A_MINUTE));
        }
    }

    /** @return number of ends that a log line must report; 0 if no line must be written */
    long times(CloseReason reason) {
        Repeated line = lines.get(reason);
        return line == null ? 1 : line.times(System.nanoTime());
    }
}
