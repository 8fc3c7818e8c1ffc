package io.dirgate.bench;

import io.dirgate.bench.load.CannedAnswer;
import io.dirgate.bench.load.CannedServer;
import io.dirgate.bench.load.ClosedLoop;
import io.dirgate.bench.load.Load;
import io.dirgate.bench.load.OpenLoop;
import io.dirgate.bench.load.Target;
import io.dirgate.bench.peer.Certificate;
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

    private static final List<Integer> CONNECTIONS = List.of(10, 100, 1_000, 9_000);
    private static final List<Integer> ENTRIES = List.of(1, 10, 100, 1_000, 10_000, 100_000);
    private static final List<Integer> SERVERS = List.of(1, 5, 20);
    private static final CannedAnswer SMALL = CannedAnswer.small();

    private final Testbed testbed;
    private final Plan plan;

    Growth(Testbed testbed, Plan plan) {
        this.testbed = testbed;
        this.plan = plan;
    }

    /** @param lines takes the table, line by line as it is measured */
    void measure(Consumer<String> lines) throws IOException {
        lines.accept(
                "| what grows | to | CPU µs/op | CPU µs/entry | ops/s | memory MB |\n| --- | --- | --- | --- | --- | --- |");
        for (int connections : CONNECTIONS) {
            lines.accept(
                    line("connections, at " + RATE + " searches/s in all", connections, 1, connections(connections)));
        }
        for (int entries : ENTRIES) {
            lines.accept(line("entries of 1 KB in a result", entries, entries, entries(entries)));
        }
        for (int servers : SERVERS) {
            lines.accept(line("directory servers, at " + RATE + " searches/s", servers, 1, servers(servers)));
        }
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

    private static String line(String what, int to, int entries, Turn turn) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %.1f | %.2f | %,.0f | %.0f |",
                what,
                to,
                turn.cpuMicros(),
                turn.cpuMicros() / entries,
                turn.perSecond(),
                turn.memoryBytes() / 1048576.0);
    }
}
