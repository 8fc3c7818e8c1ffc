package io.dirgate.proxy.backend;

import io.dirgate.proxy.config.HealthConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether a server is well. Probes alone say so: what clients' connections meet may be the clients' own doing, and only makes
 * the server take fewer of the new ones. Written on its probe's event loop only; read anywhere.
 */
final class ServerHealth {
    /** What is known of a server. */
    enum State {
        /** Not probed yet. */
        UNKNOWN("unknown"),
        UP("up"),
        /** Back, new beside others, or suspected, and not trusted with its full share. */
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

    /** A suspected server that fails its probes is out this many times as soon. */
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

    /** @param late true for a server that joins others in service: being the least busy, it would get all new sessions at once */
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

    /** In plain words, why it is not up. */
    String reason() {
        return state() == State.UP ? "" : snapshot.get().reason;
    }

    boolean isServing() {
        State state = state();
        return state == State.UP || state == State.SLOW_START;
    }

    /** The share of new sessions that it may take, from 0.1 to 1. */
    double share() {
        Snapshot now = snapshot.get();
        return now.state == State.SLOW_START
                ? Math.min(
                        1, Math.max(0.1, (double) age(now) / config.slowStart().toNanos()))
                : 1;
    }

    /** @return true if this brought the server up */
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

    /** @return true if this took the server out */
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
     * Something but a probe spoke against it: until a probe passes, failed ones follow each other quickly.
     *
     * @return true if this made it begin its slow start anew; one that has not ended yet goes on
     */
    boolean suspected(String reason) {
        suspected = true;
        return state() == State.UP && !config.slowStart().isZero() && become(State.SLOW_START, reason);
    }

    /** Until the next probe: a failed server's probes grow apart, those of one on its way back do not. */
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
