package io.dirgate.proxy.observe;

import java.time.Instant;

/** Time of day as RFC 3339 has it, UTC with milliseconds; the calendar is asked once a second. */
final class TimeText {
    static final int LENGTH = "2026-11-24T10:00:00.000Z".length();
    private static final int FRACTION = LENGTH - "000Z".length();

    private final char[] text = new char[LENGTH];
    private long second = Long.MIN_VALUE;

    /** The text, good until the next call. */
    char[] of(long epochMillis) {
        long wanted = Math.floorDiv(epochMillis, 1_000L);
        if (wanted != second) {
            Instant.ofEpochSecond(wanted).toString().getChars(0, FRACTION - 1, text, 0);
            text[FRACTION - 1] = '.';
            text[LENGTH - 1] = 'Z';
            second = wanted;
        }
        int millis = Math.floorMod(epochMillis, 1_000);
        text[FRACTION] = (char) ('0' + millis / 100);
        text[FRACTION + 1] = (char) ('0' + millis / 10 % 10);
        text[FRACTION + 2] = (char) ('0' + millis % 10);
        return text;
    }
}
