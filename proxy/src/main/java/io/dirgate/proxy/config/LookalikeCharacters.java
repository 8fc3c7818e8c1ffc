package io.dirgate.proxy.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds characters that look like YAML syntax but are not, for example in text copied from a web page or a word
 * processor. They are legal in values, so they are reported only for a file that has problems.
 */
final class LookalikeCharacters {
    private static final int MAX_NAMED = 3;

    private LookalikeCharacters() {}

    /** The first few, each with its position and replacement. */
    static List<String> in(String text) {
        List<String> found = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int comment = line.matches("(?s)\\s*#.*") ? 0 : line.indexOf(" #");
            for (int at = 0; at < (comment < 0 ? line.length() : comment) && found.size() < MAX_NAMED; at++) {
                String says = describe(line.charAt(at));
                if (says != null) {
                    found.add("line %d, column %d: %s".formatted(i + 1, at + 1, says));
                }
            }
        }
        return found;
    }

    private static @Nullable String describe(char c) {
        return switch (c) {
            case '\u201c', '\u201d', '\u201e' -> "%c is a typographic quotation mark; write \"".formatted(c);
            case '\u2018', '\u2019' -> "%c is a typographic quotation mark; write '".formatted(c);
            case '\u00a0', '\u202f', '\u2009', '\u3000' ->
                "a special space (U+%04X), which YAML does not accept as a space; write a plain one".formatted((int) c);
            case '\u200b', '\u2060', '\ufeff' -> "an invisible character (U+%04X); delete it".formatted((int) c);
            case '\u2013', '\u2014', '\u2212' -> "%c is a dash; write -".formatted(c);
            case '\uff1a' -> "%c is a full-width colon; write :".formatted(c);
            default -> null;
        };
    }
}
