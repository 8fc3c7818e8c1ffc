package io.dirgate.certtool.expiry;

import io.dirgate.certtool.pki.Validity;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How little may be left: a span of time, or a share of the whole life, for fixed days say little of short lives.
 *
 * @param span the least that must be left
 * @param percent the share that must be left too, 0 if the span says all
 */
record Threshold(Duration span, int percent) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,5})(d|h|%|)");
    private static final int MOST_PERCENT = 100;

    static Threshold parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a threshold; write 30d, 12h or 25%");
        }
        int number = Integer.parseInt(matcher.group(1));
        return switch (matcher.group(2)) {
            case "%" -> {
                if (number > MOST_PERCENT) {
                    throw new TypeConversionException("'" + text + "' is more than the whole life");
                }
                yield new Threshold(Duration.ZERO, number);
            }
            case "h" -> new Threshold(Duration.ofHours(number), 0);
            default -> new Threshold(Duration.ofDays(number), 0);
        };
    }

    /** Whether less is left than this. */
    boolean isCrossed(Validity validity, Instant now) {
        return Duration.between(now, validity.notAfter()).compareTo(span) < 0
                || (percent > 0 && validity.shareLeft(now) * MOST_PERCENT < percent);
    }

    /** The same with a minimum time for percentages. A time that the user has chosen stays. */
    Threshold atLeast(Duration floor) {
        return percent > 0 ? new Threshold(floor, percent) : this;
    }

    /** The threshold if the start of the life is unknown: this one if it is a time, else the given days. */
    Threshold orDays(int days) {
        return percent > 0 ? new Threshold(Duration.ofDays(days), 0) : this;
    }

    /** Reads one on the command line. */
    static final class Converter implements ITypeConverter<Threshold> {
        @Override
        public Threshold convert(String text) {
            return parse(text);
        }
    }
}
