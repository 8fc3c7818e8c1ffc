package io.dirgate.proxy;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** The process's own log, which is written by a thread of its own. */
public final class Logs {
    private Logs() {}

    /** At the end of the process: all that was said is written, nothing more will be. */
    public static void flush() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }
}
