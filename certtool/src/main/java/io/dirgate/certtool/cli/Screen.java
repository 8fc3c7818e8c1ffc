package io.dirgate.certtool.cli;

import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/**
 * What a report is read on. A terminal has colours, unless {@code NO_COLOR} is set, and a width; a file or a pipe has neither.
 *
 * @param width in columns, 0 where lines may be as long as they are
 */
public record Screen(Ansi ansi, int width) {
    /** A file or a pipe. */
    public static final Screen PLAIN = new Screen(Ansi.OFF, 0);

    /** A column narrower than this is worse to read than a line that the terminal breaks. */
    private static final int NARROWEST = 24;

    /** A word that says how something is, in the colour of its gravity. */
    public String state(Object state) {
        return state(state, 0);
    }

    /** The same, filled up with blanks to so many letters; colours take no room. */
    public String state(Object state, int letters) {
        String word = state.toString();
        String style = style(word);
        String shown = style.isEmpty() || !ansi.enabled() ? word : ansi.string("@|" + style + " " + word + "|@");
        return shown + " ".repeat(Math.max(0, letters - word.length()));
    }

    /** By its first word: what follows is a reason. */
    private static String style(String state) {
        return switch (state.toLowerCase(Locale.ROOT).split(" ", 2)[0]) {
            case "ok", "fine", "valid", "issued", "active", "registered" -> "green";
            case "warning", "due", "missing", "expires-soon", "ca-ends" -> "yellow";
            case "error", "wrong", "expired", "critical", "revoked", "unreadable", "unreachable", "failed" ->
                "bold,red";
            case "skipped", "info" -> "faint";
            default -> "";
        };
    }

    /** A state and what there is to say about it. */
    public String line(Object state, String text) {
        return state(state) + ": " + wrap(text, state.toString().length() + 2);
    }

    /** Breaks a text that begins in this column between words; what follows stands below its beginning. */
    public String wrap(String text, int column) {
        int room = width - column;
        if (width == 0 || room < NARROWEST) {
            return text;
        }
        StringBuilder wrapped = new StringBuilder();
        int used = 0;
        for (String word : text.split(" ", -1)) {
            if (used > 0 && used + 1 + word.length() > room) {
                wrapped.append(System.lineSeparator()).append(" ".repeat(column));
                used = 0;
            } else if (!wrapped.isEmpty()) {
                wrapped.append(' ');
                used++;
            }
            wrapped.append(word);
            used += word.length();
        }
        return wrapped.toString();
    }
}
