package io.dirgate.proxy.ldap;

/**
 * Decides which characters of foreign text may appear in a log line. Excludes characters that end the line, hide text
 * or move the cursor of a terminal.
 */
public final class Printable {
    private Printable() {}

    /**
     * False for controls (C0, DEL, C1), format characters (including the bidirectional ones), line separators and
     * surrogates.
     */
    public static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /** Replaces each character that is not printable by {@code ?}. */
    public static String of(String text) {
        if (text.codePoints().allMatch(Printable::isPrintable)) {
            return text;
        }
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> printable.appendCodePoint(isPrintable(c) ? c : '?'));
        return printable.toString();
    }
}
