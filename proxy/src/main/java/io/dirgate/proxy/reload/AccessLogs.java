package io.dirgate.proxy.reload;

import io.dirgate.proxy.config.AccessLogConfig;
import io.dirgate.proxy.observe.AccessLog;
import io.dirgate.proxy.observe.JsonAccessLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.LongAdder;

/** Opens access logs one after the other and counts the lines that all of them lose. */
public final class AccessLogs implements AutoCloseable {
    private final LongAdder dropped = new LongAdder();
    private volatile AccessLog current = AccessLog.NONE;

    /** @throws IOException if the file cannot be written; the message begins with the setting */
    public AccessLog open(AccessLogConfig config) throws IOException {
        String file = config.file();
        if (file == null) {
            return AccessLog.NONE;
        }
        try {
            return file.equals("-")
                    ? JsonAccessLog.toStandardOutput(Clock.systemUTC(), dropped)
                    : JsonAccessLog.toFile(Path.of(file), Clock.systemUTC(), dropped);
        } catch (IOException e) {
            throw new IOException("accessLog.file: " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Replaces the current log and closes the previous one, which must no longer be in use. */
    public void become(AccessLog next) {
        AccessLog before = current;
        current = next;
        before.close();
    }

    @Override
    public void close() {
        become(AccessLog.NONE);
    }

    /** Number of lines dropped since the start. */
    public long droppedLines() {
        return dropped.sum();
    }
}
