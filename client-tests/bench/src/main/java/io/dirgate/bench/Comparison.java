package io.dirgate.bench;

import io.dirgate.bench.load.Idle;
import io.dirgate.bench.load.Load;
import io.dirgate.bench.peer.Backend;
import io.dirgate.bench.peer.Certificate;
import io.dirgate.bench.peer.Peer;
import io.dirgate.bench.peer.PeerProcess;
import io.dirgate.bench.profile.AsyncProfiler;
import io.dirgate.bench.profile.Stacks;
import io.dirgate.bench.report.Footprint;
import io.dirgate.bench.report.Row;
import io.dirgate.bench.report.Slice;
import io.dirgate.bench.report.Turn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes scenarios through proxies, in turns; the processes are fresh for each scenario, and stay for all of its turns. */
final class Comparison {
    private static final int FEW_CONNECTIONS = 100;
    private static final Duration PROFILED = Duration.ofSeconds(20);
    private static final Duration SLICE = Duration.ofMillis(500);
    private static final int SLICES = 20;

    private final Testbed testbed;
    private final Plan plan;
    private final boolean slapd;

    /** @param slapd whether the directory server is a real one */
    Comparison(Testbed testbed, Plan plan, boolean slapd) {
        this.testbed = testbed;
        this.plan = plan;
        this.slapd = slapd;
    }

    Row compare(Scenario scenario, List<Peer> peers) throws IOException {
        Map<String, List<Turn>> turns = new LinkedHashMap<>();
        List<PeerProcess> processes = new ArrayList<>();
        try (Backend server = backend(scenario.upstreamTls())) {
            for (Peer peer : peers.stream().filter(scenario::suits).toList()) {
                PeerProcess process = testbed.start(peer, scenario.key(), server);
                processes.add(process);
                if (peer.isJava()) {
                    testbed.runner().warmUp(process, scenario, plan.warmUp());
                }
            }
            for (int i = 0; i < plan.repeats(); i++) {
                for (PeerProcess process : processes) {
                    turns.computeIfAbsent(process.peer().toString(), peer -> new ArrayList<>())
                            .add(testbed.runner().turn(process, scenario, plan));
                }
            }
        } finally {
            processes.forEach(PeerProcess::close);
        }
        return new Row(scenario.name(), scenario.title(), scenario.open(), turns);
    }

    private Backend backend(boolean tls) throws IOException {
        if (slapd) {
            return testbed.slapd(Scenario.ANSWERS, tls);
        }
        return tls ? testbed.tlsServer(Scenario.ANSWERS) : testbed.server(Scenario.ANSWERS);
    }

    /** Where the gateway's time goes under a scenario's load; the flame graph is left as {@code profile-NAME.html}. */
    Stacks profile(Scenario scenario, Path graphs) throws IOException {
        try (Backend server = backend(scenario.upstreamTls());
                PeerProcess process = testbed.start(Peer.GATEWAY, scenario.key(), server)) {
            testbed.runner().warmUp(process, scenario, plan.warmUp());
            return new AsyncProfiler(testbed.folder())
                    .during(process.pid(), graphs.resolve("profile-" + scenario.name()), () -> testbed.runner()
                            .warmUp(process, scenario, PROFILED));
        }
    }

    /** Memory of an empty process, and with idle connections. */
    Footprint footprint(Peer peer) throws IOException {
        try (Backend server = backend(false);
                PeerProcess process = testbed.start(peer, Certificate.Key.ECDSA, server)) {
            long empty = process.kernel().memory();
            Load few = connect(process, FEW_CONNECTIONS);
            long withFew = testbed.runner().memoryAtRest(process);
            Load others = connect(process, plan.idleConnections() - FEW_CONNECTIONS);
            long withAll = testbed.runner().memoryAtRest(process);
            testbed.runner().end(few);
            testbed.runner().end(others);
            return new Footprint(empty, FEW_CONNECTIONS, withFew, plan.idleConnections(), withAll);
        }
    }

    /** From its first clients on, which come as many at a time as later. */
    List<Slice> start(Peer peer) throws IOException {
        try (Backend server = backend(false);
                PeerProcess process = testbed.start(peer, Certificate.Key.ECDSA, server)) {
            return testbed.runner().slices(process, Scenario::sessions, SLICE, SLICES);
        }
    }

    private Load connect(PeerProcess process, int connections) {
        Load load = testbed.runner().begin(process, false, target -> new Idle(target, connections));
        testbed.runner().awaitConnections(load);
        return load;
    }
}
