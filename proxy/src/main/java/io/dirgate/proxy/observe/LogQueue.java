package io.dirgate.proxy.observe;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * The queue in front of the process's own log. Standard error may be a pipe that nobody reads. Event loops do not wait
 * for it: lines that do not fit are counted. Lines that peers cause repeatedly are summarised once a minute by kind and
 * source, unless the logger is at level DEBUG. Referenced in {@code logback.xml}.
 */
public final class LogQueue extends AsyncAppender {
    private static final Duration BETWEEN_SUMMARIES = Duration.ofMinutes(1);
    private static final String OWN = "io.dirgate.";

    /** Lines with equal fields are of the same kind. Reason and listener are empty if the line has none. */
    private record Kind(Logger logger, Level level, String message, String reason, String listener) {}

    private final Repetitions<Kind> repetitions = new Repetitions<>();
    private final LongAdder dropped = new LongAdder();
    private long droppedTold;
    private @Nullable ScheduledFuture<?> telling;

    @Override
    public void start() {
        super.start();
        telling = getContext()
                .getScheduledExecutorService()
                .scheduleWithFixedDelay(
                        this::logSummaries,
                        BETWEEN_SUMMARIES.toSeconds(),
                        BETWEEN_SUMMARIES.toSeconds(),
                        TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        if (isStarted()) {
            logSummaries();
        }
        if (telling != null) {
            telling.cancel(false);
        }
        super.stop();
    }

    /** Number of lines dropped since the start. */
    public long droppedLines() {
        return dropped.sum();
    }

    @Override
    protected void append(ILoggingEvent event) {
        Kind kind = kind(event);
        if (kind == null || repetitions.admit(kind, source(event))) {
            offer(event);
        }
    }

    /** Synchronized, so that dropped lines are counted exactly: meanwhile only the writer can make room. */
    private synchronized void offer(ILoggingEvent event) {
        if (getRemainingCapacity() == 0) {
            dropped.increment();
        } else {
            super.append(event);
        }
    }

    /** Logs a summary of the lines that were withheld since the last call. */
    void logSummaries() {
        for (Repetitions.Summary<Kind> summary : repetitions.drain()) {
            Kind kind = summary.kind();
            LoggingEvent event = event(kind.logger, kind.level, kind.message + " (repeated within a minute)");
            add(event, "client", summary.source().isEmpty() ? "others" : summary.source());
            add(event, "listener", kind.listener);
            add(event, "reason", kind.reason);
            add(event, "lines", summary.lines());
            offer(event);
        }
        Logger own = ((LoggerContext) getContext()).getLogger(LogQueue.class);
        long various = repetitions.drainWithoutKind();
        if (various > 0) {
            LoggingEvent event = event(own, Level.WARN, "too many kinds of lines to summarise");
            add(event, "lines", various);
            offer(event);
        }
        tellDropped(own);
    }

    private void tellDropped(Logger own) {
        long lost = droppedLines() - droppedTold;
        if (lost > 0 && getRemainingCapacity() > 0) {
            droppedTold += lost;
            LoggingEvent event = event(own, Level.WARN, "log lines were dropped because standard error was too slow");
            add(event, "lines", lost);
            offer(event);
        }
    }

    private static LoggingEvent event(Logger logger, Level level, String message) {
        return new LoggingEvent(LogQueue.class.getName(), logger, level, message, null, null);
    }

    private static void add(LoggingEvent event, String key, Object value) {
        if (!"".equals(value)) {
            event.addKeyValuePair(new KeyValuePair(key, value));
        }
    }

    /** Null for a line that peers cannot cause. */
    private @Nullable Kind kind(ILoggingEvent event) {
        Logger logger = ((LoggerContext) getContext()).getLogger(event.getLoggerName());
        boolean own = event.getLoggerName().startsWith(OWN);
        if (logger.isDebugEnabled() || event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            return null;
        }
        if (own && value(event, "client") == null) {
            return null;
        }
        String reason = value(event, "reason");
        String listener = value(event, "listener");
        return new Kind(
                logger,
                event.getLevel(),
                event.getMessage(),
                reason == null ? "" : reason,
                listener == null ? "" : listener);
    }

    /** The client's address without its port. */
    private static String source(ILoggingEvent event) {
        String client = value(event, "client");
        if (client == null) {
            return "";
        }
        // An IPv6 address with a port has brackets.
        int port = client.lastIndexOf(':');
        boolean bare = port >= 0 && client.indexOf(':') < port && !client.startsWith("[");
        return port < 0 || bare ? client : client.substring(0, port);
    }

    private static @Nullable String value(ILoggingEvent event, String key) {
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                if (pair.key.equals(key)) {
                    return String.valueOf(pair.value);
                }
            }
        }
        return null;
    }
}
