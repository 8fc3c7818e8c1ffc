package io.dirgate.certtool.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Help.Ansi;

/**
 * A terminal, file or pipe. A terminal has colours, unless {@code NO_COLOR} is set, and a width; a file or a pipe has neither.
 *
 * @param width in columns, 0 where lines may be as long as they are
 */
public record Screen(Ansi ansi, int width) {
    /** A file or a pipe. */
    public static final Screen PLAIN = new Screen(Ansi.OFF, 0);

    private static final String PREFIX = "certtool: ";

    /** A blank at which no line is broken. */
    private static final char GLUE = '\u00a0';

    /** The blanks, or the dash or number of a list, before a text. */
    private static final Pattern LEAD = Pattern.compile("^(?:\\s*(?:- |\\d+\\. )|\\s+)");

    /** A command for a shell within a sentence; it ends with the clause. */
    private static final Pattern COMMAND = Pattern.compile(
            "(?<![^\\s(])(?:[A-Z_]+=\\S+ )*(?:certtool|dirgate|aws|certutil|chmod|ldapsearch|net|openssl|systemctl|update-ca-\\w+) (?:[a-z-]|\\d)[^;,()]*(?<! )");

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

    /** Chosen by the first word; the rest is a reason. */
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

    /** A state with its text. */
    public String line(Object state, String text) {
        return state(state) + ": " + wrap(text, state.toString().length() + 2);
    }

    /** Whether a text that begins in this column would be too narrow to read. */
    boolean isCramped(int column) {
        return width > 0 && width - column < NARROWEST;
    }

    /** A line for standard error. */
    public String message(String text) {
        return PREFIX + wrap(text, PREFIX.length());
    }

    /**
     * Breaks a text that begins in this column between words; what follows stands below its beginning. A command is never broken, for a
     * shell would run its first line alone; one that is too long is left to the terminal, which copies it whole.
     */
    public String wrap(String text, int column) {
        if (width == 0 || isCramped(column)) {
            return text;
        }
        List<String> lines = text.lines().toList();
        return IntStream.range(0, lines.size())
                .mapToObj(i -> wrapLine(lines.get(i), i == 0 ? column : 0))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private String wrapLine(String line, int column) {
        int indent =
                LEAD.matcher(line).results().findFirst().map(MatchResult::end).orElse(0);
        StringBuilder wrapped = new StringBuilder();
        int used = 0;
        for (String piece :
                COMMAND.matcher(line.substring(indent)).replaceAll(Screen::glue).split(" ", -1)) {
            String word = piece.replace(GLUE, ' ');
            if (used > 0 && used + 1 + word.length() > width - column - indent) {
                wrapped.append(System.lineSeparator()).append(" ".repeat(column + indent));
                used = 0;
            } else if (!wrapped.isEmpty()) {
                wrapped.append(' ');
                used++;
            }
            wrapped.append(word);
            used += word.length();
        }
        return line.substring(0, indent) + wrapped;
    }

    private static String glue(MatchResult command) {
        return Matcher.quoteReplacement(command.group().replace(' ', GLUE));
    }
}
