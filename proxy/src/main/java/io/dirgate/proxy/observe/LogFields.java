package io.dirgate.proxy.observe;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.dirgate.proxy.ldap.Printable;
import org.slf4j.event.KeyValuePair;

/**
 * An event's keys and values, each as {@code key="value"}. What clients sent may stand in a value, so nothing in it ends the
 * value, starts a line or moves a terminal's cursor. Named in {@code logback.xml}.
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
