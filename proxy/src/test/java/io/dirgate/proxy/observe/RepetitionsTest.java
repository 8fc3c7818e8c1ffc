package io.dirgate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepetitionsTest {
    private final Repetitions<String> repetitions = new Repetitions<>();

    private int admitted(String kind, String source, int times) {
        int admitted = 0;
        for (int i = 0; i < times; i++) {
            admitted += repetitions.admit(kind, source) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void aFloodFromOneSourceIsAFewLinesAndOneSummary() {
        assertThat(admitted("notTls", "10.0.0.1", 10_000)).isEqualTo(3);
        assertThat(repetitions.drain()).containsExactly(new Repetitions.Summary<>("notTls", "10.0.0.1", 9_997));
        assertThat(repetitions.drain()).isEmpty();
    }

    @Test
    void anotherKindAndAnotherSourceAreLinesOfTheirOwn() {
        admitted("notTls", "10.0.0.1", 100);

        assertThat(admitted("notTls", "10.0.0.2", 1)).isEqualTo(1);
        assertThat(admitted("tlsFailed", "10.0.0.1", 1)).isEqualTo(1);
    }

    @Test
    void aFloodFromManySourcesIsBoundedToo() {
        int admitted = 0;
        for (int source = 0; source < 100_000; source++) {
            admitted += admitted("notTls", "10.0.0." + source, 2);
        }

        assertThat(admitted).isLessThanOrEqualTo(Repetitions.SOURCES_IN_FULL * Repetitions.IN_FULL);
        assertThat(repetitions.drain())
                .hasSizeLessThanOrEqualTo(Repetitions.SOURCES_COUNTED + 1)
                .last()
                .isEqualTo(new Repetitions.Summary<>("notTls", "", 2L * (100_000 - Repetitions.SOURCES_COUNTED)));
    }

    @Test
    void inventedKindsAreBoundedAndCounted() {
        int admitted = 0;
        for (int kind = 0; kind < 10_000; kind++) {
            admitted += admitted("invented " + kind, "10.0.0.1", 1);
        }

        assertThat(admitted + repetitions.drainWithoutKind()).isEqualTo(10_000);
        assertThat(admitted).isLessThanOrEqualTo(500);
    }

    @Test
    void theNextMinuteBeginsAnew() {
        admitted("notTls", "10.0.0.1", 100);
        repetitions.drain();

        assertThat(admitted("notTls", "10.0.0.1", 100)).isEqualTo(3);
    }
}
