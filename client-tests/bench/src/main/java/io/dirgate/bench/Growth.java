package io.dirgate.bench;

import io.dirgate.bench.load.CannedAnswer;
import io.dirgate.bench.load.CannedServer;
import io.dirgate.bench.load.ClosedLoop;
import io.dirgate.bench.load.Load;
import io.dirgate.bench.load.OpenLoop;
import io.dirgate.bench.load.Target;
import io.dirgate.bench.peer.Certificate;
import io.dirgate.bench.peer.Kernel;
import io.dirgate.bench.peer.Peer;
import io.dirgate.bench.peer.PeerProcess;
import io.dirgate.bench.report.Turn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

/** How the gateway's cost grows with what it is given; a cost that grows faster than its cause is a fault. */
final class Growth {
    private static final int RATE = 2_000;
    /** Once is measured, so for longer; the largest result has 100 MB. */
    private static final int WINDOWS = 4;

    /** Cost in proportion to its cause is an exponent of 1; what measuring again may change is allowed for. */
    private static final double LINEAR = 1.1;

    /** Of files and the like, beside connections. */
    private static final int OTHER_DESCRIPTORS = 100;

    private static final List<Integer> ENTRIES = List.of(1, 10, 100, 1_000, 10_000, 100_000);
    private static final List<Integer> SERVERS = List.of(1, 5, 20);
    private static final CannedAnswer SMALL = CannedAnswer.small();

    private final Testbed testbed;
    private final Plan plan;

    Growth(Testbed testbed, Plan plan) {
        this.testbed = testbed;
        this.plan = plan;
    }

    /**
     * @param lines takes the table, line by line as it is measured
     * @throws BenchException if anything grows faster than its cause
     */
    void measure(Consumer<String> lines) throws IOException {
        lines.accept("| what grows | to | CPU µs/op | grows with its power | ops/s | memory MB |\n"
                + "| --- | --- | --- | --- | --- | --- |");
        List<String> faults = new ArrayList<>();
        grow("connections, at " + RATE + " searches/s in all", connectionCounts(), this::connections, lines, faults);
        grow("entries of 1 KB in a result", ENTRIES, this::entries, lines, faults);
        grow("directory servers, at " + RATE + " searches/s", SERVERS, this::servers, lines, faults);
        if (!faults.isEmpty()) {
            throw new BenchException("grows faster than its cause: " + String.join("; ", faults));
        }
    }

    private void grow(String what, List<Integer> sizes, Measured measured, Consumer<String> lines, List<String> faults)
            throws IOException {
        double ofFirst = 0;
        for (int size : sizes) {
            Turn turn = measured.at(size);
            ofFirst = ofFirst == 0 ? turn.cpuMicros() : ofFirst;
            double power = size == sizes.get(0)
                    ? 0
                    : Math.log(turn.cpuMicros() / ofFirst) / Math.log((double) size / sizes.get(0));
            if (power > LINEAR) {
                faults.add(what + ", at " + size);
            }
            lines.accept(line(what, size, power, turn));
        }
    }

    /** A measurement at a size. */
    private interface Measured {
        Turn at(int size) throws IOException;
    }

    /** To 10,000, or to as many as the machine lets a process have: each takes two descriptors, here as in the gateway. */
    private static List<Integer> connectionCounts() {
        int possible = (int) (Kernel.descriptorLimit() - OTHER_DESCRIPTORS) / 2;
        return List.of(10, 100, 1_000, Math.min(10_000, possible));
    }

    private Turn connections(int connections) throws IOException {
        return turn(1, SMALL, target -> new OpenLoop(target, connections, RATE, SMALL.search()));
    }

    private Turn entries(int entries) throws IOException {
        CannedAnswer answer = CannedAnswer.many(entries);
        return turn(1, answer, target -> new ClosedLoop(target, 2, 1, answer.search()));
    }

    private Turn servers(int servers) throws IOException {
        return turn(servers, SMALL, target -> new OpenLoop(target, 40, RATE, SMALL.search()));
    }

    private Turn turn(int servers, CannedAnswer answer, Function<Target, Load> load) throws IOException {
        Scenario scenario = new Scenario("growth", "growth", Certificate.Key.ECDSA, false, false, false, load);
        List<CannedServer> backends = new ArrayList<>();
        try {
            for (int i = 0; i < servers; i++) {
                // The trial session asks for the small answer.
                backends.add(testbed.server(List.of(answer, SMALL)));
            }
            try (PeerProcess process =
                    testbed.start(Peer.GATEWAY, scenario.key(), backends.toArray(CannedServer[]::new))) {
                testbed.runner().warmUp(process, scenario, plan.warmUp());
                return testbed.runner()
                        .turn(process, scenario, plan.withWindow(plan.window().multipliedBy(WINDOWS)));
            }
        } finally {
            backends.forEach(CannedServer::close);
        }
    }

    private static String line(String what, int size, double power, Turn turn) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %.1f | %.2f | %,.0f | %.0f |",
                what,
                size,
                turn.cpuMicros(),
                power,
                turn.perSecond(),
                turn.memoryBytes() / 1048576.0);
    }
}
