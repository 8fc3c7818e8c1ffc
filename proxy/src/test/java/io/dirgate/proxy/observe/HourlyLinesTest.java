package io.dirgate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HourlyLinesTest {
    private final HourlyLines lines = new HourlyLines();

    @Test
    void aLineIsWrittenAtOnceAndThenOnceAnHourWithHowOftenItWasNot() {
        assertThat(lines.times(client(1), "a", minutes(0))).isEqualTo(1);
        assertThat(lines.times(client(1), "a", minutes(1))).isZero();
        assertThat(lines.times(client(1), "a", minutes(59))).isZero();
        assertThat(lines.times(client(1), "a", minutes(60))).isEqualTo(3);
        assertThat(lines.times(client(1), "a", minutes(61))).isZero();
        assertThat(lines.times(client(1), "a", minutes(300))).isEqualTo(2);
    }

    @Test
    void eachClientAndEachKindHasALineOfItsOwn() {
        assertThat(lines.times(client(1), "a", 0)).isEqualTo(1);
        assertThat(lines.times(client(2), "a", 0)).isEqualTo(1);
        assertThat(lines.times(client(1), "b", 0)).isEqualTo(1);
    }

    @Test
    void clientsThatAreTooManyShareALineAndTheirPlacesComeBackWithinTheHour() {
        for (int i = 0; i < HourlyLines.MAX_KEPT; i++) {
            assertThat(lines.times(client(i), "a", minutes(i % 10))).isEqualTo(1);
        }
        assertThat(lines.times(client(5000), "a", minutes(10))).isEqualTo(1);
        assertThat(lines.times(client(5001), "a", minutes(11))).isZero();
        assertThat(lines.times(client(5002), "a", minutes(70))).isEqualTo(1);
        assertThat(lines.times(client(5001), "a", minutes(70))).isEqualTo(1);
    }

    private static String client(int number) {
        return "10.0." + (number >> 8) + "." + (number & 255);
    }

    private static long minutes(long minutes) {
        return TimeUnit.MINUTES.toNanos(minutes);
    }
}
