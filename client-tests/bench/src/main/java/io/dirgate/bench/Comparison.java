package io.dirgate.bench;

import io.dirgate.bench.load.CannedServer;
import io.dirgate.bench.load.Idle;
import io.dirgate.bench.load.Load;
import io.dirgate.bench.peer.Certificate;
import io.dirgate.bench.peer.Peer;
import io.dirgate.bench.peer.PeerProcess;
import io.dirgate.bench.peer.Setup;
import io.dirgate.bench.report.Footprint;
import io.dirgate.bench.report.Row;
import io.dirgate.bench.report.Turn;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes scenarios through proxies, in turns, on fresh processes each. */
final class Comparison {
    /** The core of the proxies; the launcher keeps this process off it. */
    private static final int PROXY_CORE = 0;

    private static final int FEW_CONNECTIONS = 100;

    private final EventLoop loop;
    private final Runner runner;
    private final Path home;
    private final Path folder;
    private final Plan plan;
    private final Map<Certificate.Key, Certificate> certificates = new EnumMap<>(Certificate.Key.class);

    Comparison(EventLoop loop, Path home, Path folder, Plan plan) {
        this.loop = loop;
        this.home = home;
        this.folder = folder;
        this.plan = plan;
        runner = new Runner(loop);
        for (Certificate.Key key : Certificate.Key.values()) {
            certificates.put(key, Certificate.issue(folder, key));
        }
    }

    Row compare(Scenario scenario, List<Peer> peers, Profiler profiler) throws IOException {
        Map<String, List<Turn>> turns = new LinkedHashMap<>();
        List<PeerProcess> processes = new ArrayList<>();
        try (CannedServer server = new CannedServer(loop, Scenario.ANSWERS)) {
            Setup setup = setup(scenario.key(), server);
            for (Peer peer : peers) {
                PeerProcess process = setup.start(peer, Map.of());
                processes.add(process);
                turns.put(peer.toString(), new ArrayList<>());
                runner.awaitReady(process);
                if (peer == Peer.GATEWAY) {
                    runner.warmUp(process, scenario, plan.warmUp());
                }
            }
            for (int i = 0; i < plan.repeats(); i++) {
                for (PeerProcess process : processes) {
                    turns.get(process.peer().toString()).add(turn(process, scenario));
                }
            }
            for (PeerProcess process : processes) {
                if (process.peer() == Peer.GATEWAY) {
                    profiler.profile(process, scenario, () -> runner.warmUp(process, scenario, Profiler.LENGTH));
                }
            }
        } finally {
            processes.forEach(PeerProcess::close);
        }
        return new Row(scenario.name(), scenario.title(), scenario.open(), turns);
    }

    private Turn turn(PeerProcess process, Scenario scenario) throws IOException {
        try {
            return runner.turn(process, scenario, plan);
        } catch (BenchException e) {
            throw new BenchException(process.peer().title() + ", " + scenario.name() + ": " + e.getMessage());
        }
    }

    /** Memory of an empty process, and with idle connections. */
    Footprint footprint(Peer peer) throws IOException {
        try (CannedServer server = new CannedServer(loop, Scenario.ANSWERS);
                PeerProcess process = setup(Certificate.Key.ECDSA, server).start(peer, Map.of())) {
            runner.awaitReady(process);
            long empty = process.kernel().memory();
            Load few = connect(process, FEW_CONNECTIONS);
            long withFew = process.kernel().memory();
            Load rest = connect(process, plan.idleConnections() - FEW_CONNECTIONS);
            long withAll = process.kernel().memory();
            runner.end(few);
            runner.end(rest);
            return new Footprint(empty, FEW_CONNECTIONS, withFew, plan.idleConnections(), withAll);
        } catch (BenchException e) {
            throw new BenchException(peer.title() + ", idle connections: " + e.getMessage());
        }
    }

    private Load connect(PeerProcess process, int connections) {
        Load load = runner.begin(process, false, target -> new Idle(target, connections));
        runner.awaitConnections(load);
        return load;
    }

    private Setup setup(Certificate.Key key, CannedServer server) {
        return new Setup(home, folder, PROXY_CORE, certificates.get(key), server.address());
    }
}
