package io.dirgate.bench;

import java.time.Duration;

/**
 * How long is measured, how often.
 *
 * @param repeats of each proxy in each scenario, taking turns
 * @param warmUp load that the gateway gets before its first turn, for the JVM's compiler
 * @param settle load before the clock starts, in each turn
 * @param window what is measured
 * @param idleConnections of the scenario that measures memory
 */
record Plan(int repeats, Duration warmUp, Duration settle, Duration window, int idleConnections) {
    static final Plan FULL = new Plan(5, Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(4), 8_000);
    static final Plan QUICK =
            new Plan(3, Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMillis(1_000), 1_000);

    Plan withRepeats(int other) {
        return new Plan(other, warmUp, settle, window, idleConnections);
    }

    Plan withWarmUp(Duration other) {
        return new Plan(repeats, other, settle, window, idleConnections);
    }

    Plan withWindow(Duration other) {
        return new Plan(repeats, warmUp, settle, other, idleConnections);
    }
}
