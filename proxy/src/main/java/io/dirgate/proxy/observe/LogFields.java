package io.dirgate.proxy.observe;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.dirgate.proxy.ldap.Printable;
import org.slf4j.event.KeyValuePair;

/**
 * The key-value pairs of a log event, each as {@code key="value"}. A value may contain client data, so characters are
 * escaped that would end the value, start a line or move a terminal's cursor. Referenced in {@code logback.xml}.
 */
public final class LogFields extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
        if (event.getKeyValuePairs() == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (KeyValuePair field : event.getKeyValuePairs()) {
            text.append(' ').append(field.key).append("=\"");
            String.valueOf(field.value).codePoints().forEach(c -> append(text, c));
            text.append('"');
        }
        return text.toString();
    }

    private static void append(StringBuilder text, int c) {
        if (c == '"' || c == '\\') {
            text.append('\\').appendCodePoint(c);
        } else {
            text.appendCodePoint(Printable.isPrintable(c) ? c : '?');
        }
    }
}
