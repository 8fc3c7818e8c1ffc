package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LifeTest {
    @Test
    void onlyAnOpenSessionIsDrained() {
        Life.Draining draining = new Life.Open().drain(Ending.of(CloseReason.DRAINED));
        assertThat(draining.ending().reason()).isEqualTo(CloseReason.DRAINED);
        assertThat(draining.isClosed()).isFalse();
        assertThat(new Life.Open().isClosed()).isFalse();
    }

    @Test
    void closedIsTerminal() {
        assertThat(new Life.Closed().isClosed()).isTrue();
        assertThat(Life.Closed.class.getDeclaredMethods())
                .as("moves of a closed session")
                .noneMatch(method -> Life.class.isAssignableFrom(method.getReturnType()));
    }
}
