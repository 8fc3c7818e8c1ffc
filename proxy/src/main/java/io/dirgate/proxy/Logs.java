package io.dirgate.proxy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.dirgate.proxy.observe.LogQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process's own log, which is written by a thread of its own. */
public final class Logs {
    private Logs() {}

    /** Ends what {@link #onlyErrors} began. */
    interface Quiet extends AutoCloseable {
        @Override
        void close();
    }

    /** For a command whose own output says it all: until what is returned is closed, only what should never happen is logged. */
    static Quiet onlyErrors() {
        var own = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("io.dirgate");
        Level before = own.getLevel();
        own.setLevel(Level.ERROR);
        return () -> own.setLevel(before);
    }

    /** Lines that standard error did not take in time, since the start. */
    static long droppedLines() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        return context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("LATER") instanceof LogQueue queue
                ? queue.droppedLines()
                : 0;
    }

    /** At the end of the process: all that was said is written, nothing more will be. */
    public static void flush() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }
}
