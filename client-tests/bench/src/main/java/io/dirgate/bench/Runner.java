package io.dirgate.bench;

import io.dirgate.bench.load.ClientTls;
import io.dirgate.bench.load.Load;
import io.dirgate.bench.load.Tally;
import io.dirgate.bench.load.Target;
import io.dirgate.bench.peer.Kernel;
import io.dirgate.bench.peer.PeerProcess;
import io.dirgate.bench.report.Slice;
import io.dirgate.bench.report.Turn;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** Puts load on one proxy, and reads the clocks. */
final class Runner {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    /**
     * What is done after a burst of connections is done by then: the JVM gives its compiler's memory back to the C library each five
     * seconds, and what that has to spare to the kernel each five.
     */
    private static final Duration REST = Duration.ofSeconds(12);

    private static final int WARM_UPS = 5;

    /** How often a load is looked at while it runs. */
    private static final Duration STEP = Duration.ofMillis(100);

    private final EventLoop loop;

    Runner(EventLoop loop) {
        this.loop = loop;
    }

    /** Returns once the proxy answers what is tried. */
    void awaitReady(PeerProcess peer, Function<Target, Load> session) {
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            Load trial = begin(peer, false, session);
            pause(Duration.ofMillis(100));
            call(() -> {
                trial.stop();
                return null;
            });
            await(END_LIMIT, () -> trial.isOver() || trial.tally().failure() != null, "a first session");
            String failure = call(() -> trial.tally().operations() > 0
                    ? null
                    : String.valueOf(trial.tally().failure()));
            if (failure == null) {
                return;
            }
            if (!peer.isAlive() || System.nanoTime() > limit) {
                throw new BenchException(peer.peer().title() + " does not serve (" + failure + "):\n" + peer.output());
            }
        }
    }

    /** Load, and nothing measured. With connections that come and go: what a JVM has not seen yet makes it compile anew. */
    void warmUp(PeerProcess peer, Scenario scenario, Duration length) {
        for (int i = 0; i < WARM_UPS; i++) {
            Load load = begin(peer, scenario.resumed(), scenario.warmUp());
            run(peer, load, length.dividedBy(WARM_UPS));
            end(load);
        }
    }

    Turn turn(PeerProcess peer, Scenario scenario, Plan plan) throws IOException {
        try {
            return measure(peer, scenario, plan);
        } catch (BenchException e) {
            throw new BenchException(peer.peer().title() + ", " + scenario.name() + ": " + e.getMessage());
        }
    }

    private Turn measure(PeerProcess peer, Scenario scenario, Plan plan) throws IOException {
        ClientTls tls = new ClientTls(scenario.resumed());
        Load load = begin(peer, tls, scenario.load());
        awaitConnections(load);
        run(peer, load, plan.settle());

        long fullBefore = call(() -> {
            load.tally().reset();
            return tls.fullHandshakes();
        });
        Kernel.Cpu before = peer.kernel().cpu();
        long from = System.nanoTime();
        run(peer, load, plan.window());
        long operations = call(() -> load.tally().operations());
        Kernel.Cpu after = peer.kernel().cpu();
        double nanos = System.nanoTime() - from;
        Histogram latencies = call(() -> load.tally().latencies().copy());
        long full = call(tls::fullHandshakes) - fullBefore;
        long memory = peer.kernel().memory();
        end(load);

        if (operations == 0) {
            throw new BenchException("no operation ended in " + plan.window());
        }
        if (scenario.resumed() && full * 100 > operations) {
            throw new BenchException(full + " of " + operations + " sessions were not resumed");
        }
        double cpu = after.since(before);
        return new Turn(
                operations,
                nanos / 1e9,
                cpu / operations / 1e3,
                cpu / nanos,
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(90) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3,
                latencies.getValueAtPercentile(99.9) / 1e3,
                memory);
    }

    /** From the load's beginning on, slice by slice; counted is what ended in each. */
    List<Slice> slices(PeerProcess peer, Function<Target, Load> kind, Duration length, int count) throws IOException {
        List<Slice> slices = new ArrayList<>();
        Kernel.Cpu before = peer.kernel().cpu();
        long began = System.nanoTime();
        Load load = begin(peer, false, kind);
        for (long from = began; slices.size() < count; ) {
            run(peer, load, length);
            Kernel.Cpu after = peer.kernel().cpu();
            long now = System.nanoTime();
            Histogram latencies = call(() -> {
                Histogram ended = load.tally().latencies().copy();
                load.tally().reset();
                return ended;
            });
            long operations = latencies.getTotalCount();
            slices.add(new Slice(
                    (now - began) / 1e9,
                    operations * 1e9 / (now - from),
                    after.since(before) / 1e3 / Math.max(1, operations),
                    latencies.getValueAtPercentile(99) / 1e3));
            before = after;
            from = now;
        }
        end(load);
        return slices;
    }

    /** Starts a load that is ended with {@link #end}. */
    Load begin(PeerProcess peer, boolean resumed, Function<Target, Load> kind) {
        return begin(peer, new ClientTls(resumed), kind);
    }

    private Load begin(PeerProcess peer, ClientTls tls, Function<Target, Load> kind) {
        Load load = kind.apply(new Target(loop, peer.address(), tls));
        call(() -> {
            load.start();
            return null;
        });
        return load;
    }

    void awaitConnections(Load load) {
        await(START_LIMIT, () -> load.isUnderWay() || load.tally().failure() != null, "all connections");
        check(load.tally());
    }

    /** Memory of a proxy that has been left alone for a while, in bytes. */
    long memoryAtRest(PeerProcess peer) throws IOException {
        pause(REST);
        return peer.kernel().memory();
    }

    private void run(PeerProcess peer, Load load, Duration length) {
        long end = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
            pause(Duration.ofNanos(Math.min(left, STEP.toNanos())));
            peer.emptyLog();
            check(load.tally());
        }
    }

    /** Waits for the answers to all that was asked. */
    void end(Load load) {
        call(() -> {
            load.stop();
            return null;
        });
        await(END_LIMIT, () -> load.isOver() || load.tally().failure() != null, "answers to the last requests");
        check(load.tally());
        long lost = call(load.tally()::unanswered);
        if (lost != 0) {
            throw new BenchException(lost + " requests were never answered");
        }
    }

    private void check(Tally tally) {
        String failure = call(() -> String.valueOf(tally.failure()));
        if (!failure.equals("null")) {
            throw new BenchException(failure);
        }
    }

    /** @param condition asked on the event loop */
    private void await(Duration limit, BooleanSupplier condition, String what) {
        long end = System.nanoTime() + limit.toNanos();
        while (!call(condition::getAsBoolean)) {
            if (System.nanoTime() > end) {
                throw new BenchException("waited in vain for " + what);
            }
            pause(Duration.ofMillis(20));
        }
    }

    private <T> T call(Callable<T> task) {
        try {
            return loop.submit(task).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause(Duration length) {
        try {
            Thread.sleep(length.toMillis(), length.toNanosPart() % 1_000_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
