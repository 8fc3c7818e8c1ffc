package io.dirgate.proxy.backend;

import io.dirgate.proxy.config.HealthConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The health of a server. Only probes change it between up and down. Faults on clients' connections may be caused by
 * the clients, so they only reduce the server's share of new sessions. Written on the probe's event loop only; read on
 * any thread.
 */
final class ServerHealth {
    /** Health states. */
    enum State {
        /** Not probed yet. */
        UNKNOWN("unknown"),
        UP("up"),
        /** The server has recovered, joined other servers, or is suspected. It receives fewer new sessions. */
        SLOW_START("slowStart"),
        DOWN("down");

        private final String label;

        State(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** Divides the interval of the probes of a suspected server. */
    private static final int HURRY = 4;

    private record Snapshot(State state, long sinceNanos, String reason) {}

    private volatile HealthConfig config;
    private final State first;
    private final AtomicReference<Snapshot> snapshot =
            new AtomicReference<>(new Snapshot(State.UNKNOWN, System.nanoTime(), "not probed yet"));
    private int failures;
    private int successes;
    private boolean suspected;

    ServerHealth(HealthConfig config) {
        this(config, false);
    }

    /**
     * @param late true for a server that joins others in service; as the least busy one, it would otherwise receive all
     *     new sessions
     */
    ServerHealth(HealthConfig config, boolean late) {
        this.config = config;
        this.first = late ? State.SLOW_START : State.UP;
    }

    /** Judges by other settings from now on. */
    void config(HealthConfig next) {
        config = next;
    }

    State state() {
        Snapshot now = snapshot.get();
        return now.state == State.SLOW_START && age(now) >= config.slowStart().toNanos() ? State.UP : now.state;
    }

    /** The reason why the server is not up, in plain words. */
    String reason() {
        return state() == State.UP ? "" : snapshot.get().reason;
    }

    boolean isServing() {
        State state = state();
        return state == State.UP || state == State.SLOW_START;
    }

    /** Share of new sessions that the server may receive, from 0.1 to 1. */
    double share() {
        Snapshot now = snapshot.get();
        return now.state == State.SLOW_START
                ? Math.min(
                        1, Math.max(0.1, (double) age(now) / config.slowStart().toNanos()))
                : 1;
    }

    /** @return true if this marked the server up */
    boolean succeeded() {
        failures = 0;
        suspected = false;
        successes++;
        return switch (snapshot.get().state) {
            case UNKNOWN -> become(first, "");
            case DOWN -> successes >= config.rise() && become(State.SLOW_START, "");
            case UP, SLOW_START -> false;
        };
    }

    /** @return true if this marked the server down */
    boolean failed(String reason) {
        successes = 0;
        failures++;
        return switch (snapshot.get().state) {
            case UNKNOWN, UP, SLOW_START -> failures >= config.fall() && become(State.DOWN, reason);
            case DOWN -> {
                become(State.DOWN, reason);
                yield false;
            }
        };
    }

    /**
     * Records a fault outside the probes. Until a probe succeeds, failed probes are repeated at short intervals.
     *
     * @return true if this restarted the slow start; a slow start in progress continues unchanged
     */
    boolean suspected(String reason) {
        suspected = true;
        return state() == State.UP && !config.slowStart().isZero() && become(State.SLOW_START, reason);
    }

    /** Time until the next probe. The interval grows while the server stays down, but not while it is recovering. */
    Duration untilNextProbe() {
        boolean down = snapshot.get().state == State.DOWN;
        if (suspected && failures > 0 && !down) {
            return config.interval().dividedBy(HURRY);
        }
        boolean growing = down && successes == 0;
        int doublings = growing ? Math.min(20, Math.max(0, failures - config.fall())) : 0;
        Duration wait = config.interval().multipliedBy(1L << doublings);
        return wait.compareTo(config.maxBackoff()) < 0 ? wait : config.maxBackoff();
    }

    private boolean become(State state, String reason) {
        snapshot.set(new Snapshot(state, System.nanoTime(), reason));
        return true;
    }

    private static long age(Snapshot snapshot) {
        return System.nanoTime() - snapshot.sinceNanos;
    }
}
