package io.dirgate.proxy.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The priority prefix that systemd's journal expects at the beginning of a line (sd-daemon(3)). Empty if standard error
 * is not the journal. Referenced in {@code logback.xml}.
 */
public final class JournalPriority extends ClassicConverter {
    private final boolean journal = isJournal(System.getenv("JOURNAL_STREAM"), Path.of("/proc/self/fd/2"));

    @Override
    public String convert(ILoggingEvent event) {
        return journal ? prefix(event.getLevel()) : "";
    }

    static String prefix(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> "<3>";
            case Level.WARN_INT -> "<4>";
            case Level.INFO_INT -> "<6>";
            default -> "<7>";
        };
    }

    /**
     * @param stream device and inode of the journal's stream, which systemd passes to services in {@code
     *     JOURNAL_STREAM}. A child process may inherit the variable but write elsewhere
     */
    static boolean isJournal(@Nullable String stream, Path standardError) {
        if (stream == null || stream.isEmpty()) {
            return false;
        }
        try {
            Map<String, Object> file = Files.readAttributes(standardError, "unix:dev,ino");
            return stream.equals(file.get("dev") + ":" + file.get("ino"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
