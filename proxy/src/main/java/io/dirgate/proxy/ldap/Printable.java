package io.dirgate.proxy.ldap;

/** Which characters of another party's text may stand in a line for people: none that ends the line, hides text or moves a terminal's cursor. */
public final class Printable {
    private Printable() {}

    /** False for controls (C0, DEL, C1), format characters (the bidirectional ones among them), line separators and surrogates. */
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

    /** The text with a {@code ?} in place of each character that is not printable. */
    public static String of(String text) {
        if (text.codePoints().allMatch(Printable::isPrintable)) {
            return text;
        }
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> printable.appendCodePoint(isPrintable(c) ? c : '?'));
        return printable.toString();
    }
}
