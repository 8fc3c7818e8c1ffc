package io.dirgate.certtool.directory;

import io.dirgate.certtool.report.Failure;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks at something again and again until it is as wanted; Directory Service has no waiters of its own. */
final class Poll {
    private static final Duration REMINDER = Duration.ofMinutes(1);

    private final Duration timeout;
    private final Duration interval;
    private final Consumer<String> progress;

    /** @param progress told each change, and at least once a minute that nothing changed */
    Poll(Duration timeout, Duration interval, Consumer<String> progress) {
        this.timeout = timeout;
        this.interval = interval;
        this.progress = progress;
    }

    /**
     * Waits until the state is as wanted.
     *
     * @param what the name of the object, for messages
     * @param look finds the state out
     * @param done may also throw, for a state from which the wanted one is never reached
     * @throws Failure if that takes longer than the limit
     */
    void until(String what, Supplier<String> look, Predicate<String> done) throws InterruptedException {
        long start = System.nanoTime();
        long told = start;
        String before = "";
        while (true) {
            String state = look.get();
            if (done.test(state)) {
                return;
            }
            long now = System.nanoTime();
            Duration waited = Duration.ofNanos(now - start);
            if (waited.plus(interval).compareTo(timeout) > 0) {
                throw new Failure(what + " is still " + state + " after " + inWords(waited)
                        + "; look at its reason, or wait longer with --timeout");
            }
            if (!state.equals(before) || now - told >= REMINDER.toNanos()) {
                progress.accept(what + " is " + state + " (" + inWords(waited) + ")");
                told = now;
                before = state;
            }
            Thread.sleep(interval.toMillis());
        }
    }

    private static String inWords(Duration time) {
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }
}
