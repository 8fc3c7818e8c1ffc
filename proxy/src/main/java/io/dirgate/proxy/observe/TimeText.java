package io.dirgate.proxy.observe;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Formats the time as in RFC 3339, in UTC with milliseconds. Computes the calendar fields once a second. */
final class TimeText {
    private static final int LENGTH = "2026-11-24T10:00:00.000Z".length();
    private static final int FRACTION = LENGTH - "000Z".length();

    private byte[] text = new byte[LENGTH];
    private long second = Long.MIN_VALUE;

    /** The text in ASCII, valid until the next call. */
    byte[] of(long epochMillis) {
        long wanted = Math.floorDiv(epochMillis, 1_000L);
        if (wanted != second) {
            String whole = Instant.ofEpochSecond(wanted).toString();
            text = (whole.substring(0, FRACTION - 1) + ".000Z").getBytes(StandardCharsets.US_ASCII);
            second = wanted;
        }
        int millis = Math.floorMod(epochMillis, 1_000);
        text[FRACTION] = (byte) ('0' + millis / 100);
        text[FRACTION + 1] = (byte) ('0' + millis / 10 % 10);
        text[FRACTION + 2] = (byte) ('0' + millis % 10);
        return text;
    }
}
