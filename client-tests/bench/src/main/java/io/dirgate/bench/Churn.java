package io.dirgate.bench;

import io.dirgate.bench.load.Load;
import io.dirgate.bench.load.Operation;
import io.dirgate.bench.load.Sessions;
import io.dirgate.bench.load.Target;
import io.dirgate.bench.peer.Certificate;
import io.dirgate.bench.peer.Kernel;
import io.dirgate.bench.peer.Peer;
import io.dirgate.bench.peer.PeerProcess;
import io.dirgate.bench.peer.Samba;
import io.dirgate.bench.report.Turn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Clients that come and go before a real Samba, which is what limits them, on a core of its own: what it saves the domain controller
 * that the gateway uses its connections again.
 */
final class Churn {
    private static final List<Peer> PEERS = List.of(Peer.HAPROXY, Peer.GATEWAY);
    private static final int CONCURRENCY = 8;

    /** Samba lets a tenth as many sessions through as the canned server, and the JVM's compiler counts them. */
    private static final int LONGER = 5;

    private final Testbed testbed;
    private final Plan plan;

    Churn(Testbed testbed, Plan plan) {
        this.testbed = testbed;
        this.plan = plan;
    }

    /**
     * For each session:
     *
     * @param serverMicros the domain controller's CPU time
     * @param connections that it took
     */
    private record Round(Turn turn, double serverMicros, double connections) {}

    /** @param lines takes the table, line by line */
    void measure(Consumer<String> lines) throws IOException {
        Scenario scenario =
                new Scenario("churn", "sessions on Samba", Certificate.Key.ECDSA, false, false, false, Churn::sessions);
        lines.accept(
                "| turn | proxy | sessions/s | ratio to HAProxy | Samba's CPU ms/session | connections to Samba/session"
                        + " | proxy's CPU µs/session |\n| --- | --- | --- | --- | --- | --- | --- |");
        List<PeerProcess> processes = new ArrayList<>();
        try (Samba samba = testbed.samba()) {
            for (Peer peer : PEERS) {
                PeerProcess process = testbed.start(peer, scenario.key(), samba, target -> sessions(target, 1));
                processes.add(process);
                testbed.runner().warmUp(process, scenario, plan.warmUp().multipliedBy(LONGER));
            }
            for (int i = 1; i <= plan.repeats(); i++) {
                double ofFirst = 0;
                for (PeerProcess process : processes) {
                    Round round = round(process, scenario, samba);
                    ofFirst = ofFirst == 0 ? round.turn().perSecond() : ofFirst;
                    lines.accept(line(i, process.peer(), round, ofFirst));
                }
            }
        } finally {
            processes.forEach(PeerProcess::close);
        }
    }

    private Round round(PeerProcess process, Scenario scenario, Samba samba) throws IOException {
        Kernel.Cpu before = samba.kernel().cpu();
        long connectionsBefore = Kernel.connectionsTaken();
        long from = System.nanoTime();
        Turn turn = testbed.runner().turn(process, scenario, plan);
        // The load was the same before and after the turn's window.
        double sessions = (System.nanoTime() - from) / 1e9 * turn.perSecond();
        double connections = (Kernel.connectionsTaken() - connectionsBefore) / sessions;
        // One of them is the client's to the proxy.
        return new Round(turn, samba.kernel().cpu().since(before) / sessions / 1e3, Math.max(0, connections - 1));
    }

    private static Load sessions(Target target) {
        return sessions(target, CONCURRENCY);
    }

    private static Load sessions(Target target, int concurrency) {
        return new Sessions(
                target, concurrency, Operation.bind(Samba.USER, Samba.PASSWORD), Operation.read(Samba.USER));
    }

    private static String line(int turn, Peer peer, Round round, double ofFirst) {
        return String.format(
                Locale.ROOT,
                "| %d | %s | %.0f | %.2f | %.2f | %.2f | %.0f |",
                turn,
                peer,
                round.turn().perSecond(),
                round.turn().perSecond() / ofFirst,
                round.serverMicros() / 1e3,
                round.connections(),
                round.turn().cpuMicros());
    }
}
