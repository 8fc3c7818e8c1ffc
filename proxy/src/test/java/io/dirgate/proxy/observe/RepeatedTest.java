package io.dirgate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RepeatedTest {
    @Test
    void aLineIsWrittenAtOnceAndThenOnceAMinuteWithHowOftenItWasNot() {
        Repeated line = new Repeated(1);

        assertThat(line.times(seconds(5))).isEqualTo(1);
        assertThat(line.times(seconds(6))).isZero();
        assertThat(line.times(seconds(64))).isZero();
        assertThat(line.times(seconds(65))).isEqualTo(3);
        assertThat(line.times(seconds(66))).isZero();
        assertThat(line.times(seconds(300))).isEqualTo(2);
    }

    @Test
    void aFewAMinuteAreWrittenEach() {
        Repeated line = new Repeated(2);

        assertThat(line.times(seconds(5))).isEqualTo(1);
        assertThat(line.times(seconds(6))).isEqualTo(1);
        assertThat(line.times(seconds(7))).isZero();
        assertThat(line.times(seconds(65))).isEqualTo(2);
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
