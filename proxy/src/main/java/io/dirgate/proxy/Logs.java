package io.dirgate.proxy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.dirgate.proxy.observe.LogQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process's own log. A separate thread writes it. */
public final class Logs {
    private Logs() {}

    /** Restores the log level that {@link #onlyErrors} changed. */
    interface Quiet extends AutoCloseable {
        @Override
        void close();
    }

    /** Logs only errors until the result is closed. For commands whose own output is sufficient. */
    static Quiet onlyErrors() {
        var own = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("io.dirgate");
        Level before = own.getLevel();
        own.setLevel(Level.ERROR);
        return () -> own.setLevel(before);
    }

    /** Number of lines dropped since the start because standard error was too slow. */
    static long droppedLines() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        return context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("LATER") instanceof LogQueue queue
                ? queue.droppedLines()
                : 0;
    }

    /** Writes all pending lines. Call this at the end of the process: later lines are lost. */
    public static void flush() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }
}
