package io.dirgate.proxy.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Guesses the amount that a person meant, in the notation of the file: {@code 14m} for {@code 14min}, {@code 10000} for
 * {@code 10_000}.
 */
final class LikelyAmount {
    private static final Pattern NUMBER = Pattern.compile("([0-9][0-9_,']{0,15})(\\.[0-9]{1,6})? ?([a-zA-Z]*)");

    private LikelyAmount() {}

    /** Begins with a semicolon; null if it cannot be guessed. */
    static @Nullable String insteadOf(String text, String kind) {
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            return null;
        }
        String whole = number.group(1).replaceAll("[_,']", "");
        String part = number.group(2);
        String unit = number.group(3).toLowerCase(Locale.ROOT);
        if (kind.equals("time")) {
            return part == null ? time(whole, unit) : fraction(whole + part, unit);
        }
        boolean thousands = unit.equals("k") && part == null;
        boolean grouped = unit.isEmpty() && part == null && !whole.equals(text);
        return kind.equals("number") && (thousands || grouped)
                ? "; write " + whole + (thousands ? "000" : "")
                : kind.equals("size") ? size(whole, part, unit) : null;
    }

    private static @Nullable String time(String whole, String unit) {
        return switch (unit) {
            case "" -> "; it has no unit: write %ss, %sm or %sh".formatted(whole, whole, whole);
            case "msec", "millis", "milliseconds" -> "; write " + whole + "ms";
            case "sec", "secs", "second", "seconds" -> "; write " + whole + "s";
            case "min", "mins", "minute", "minutes" -> "; write " + whole + "m";
            case "hr", "hour", "hours" -> "; write " + whole + "h";
            case "d", "day", "days" -> whole.length() > 6 ? null : "; write " + 24 * Long.parseLong(whole) + "h";
            default -> null;
        };
    }

    /** Converts a fraction of a unit to whole smaller units. */
    private static @Nullable String fraction(String decimal, String unit) {
        long of = Scalars.unit("time", unit);
        if (of <= 1 || decimal.length() > 9) {
            return null;
        }
        long millis = Math.round(Double.parseDouble(decimal) * of);
        return "; write " + (millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms");
    }

    private static @Nullable String size(String whole, @Nullable String part, String unit) {
        return part != null
                ? null
                : switch (unit) {
                    case "k", "kb", "kib" -> "; write " + whole + "KiB";
                    case "m", "mb", "mib" -> "; write " + whole + "MiB";
                    case "g", "gb", "gib" ->
                        whole.length() > 6 ? null : "; write " + 1_024 * Long.parseLong(whole) + "MiB";
                    default -> null;
                };
    }
}
