package io.dirgate.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.dirgate.bench.peer.Peer;
import io.dirgate.bench.report.Footprint;
import io.dirgate.bench.report.Markdown;
import io.dirgate.bench.report.Row;
import io.dirgate.bench.report.Run;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bin/bench}: what an operation costs the gateway, and what it costs others. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Takes scenarios through the gateway and through other TLS terminators, in turns, on a core that is theirs alone, and",
            "prints what an operation costs each. An answer that is wrong or missing ends the run with exit code 1."
        })
final class Bench implements Callable<Integer> {
    private static final String IDLE = "idle";

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "Three minutes, HAProxy and the gateway only: for a first impression.")
    private boolean quick;

    @Option(
            names = "--scenario",
            arity = "1..*",
            paramLabel = "NAME",
            description = "Only these; all are: search pipelined open-loop bind session-ecdsa session-ecdsa-resumed"
                    + " session-rsa large-entry many-entries idle.")
    private List<String> scenarios = List.of();

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "NAME",
            description = "Only these, of haproxy,nginx,stunnel,gateway.")
    private List<String> peers = List.of();

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "Turns of each proxy in each scenario. Default: 5, quick 3.")
    private @Nullable Integer repeats;

    @Option(names = "--warm-up", paramLabel = "SECONDS", description = "Of the gateway's JVM. Default: 20, quick 5.")
    private @Nullable Integer warmUp;

    @Option(names = "--window", paramLabel = "SECONDS", description = "Measured in a turn. Default: 4, quick 1.")
    private @Nullable Integer window;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the figures are left as JSON. Default: client-tests/bench/target/bench.json.")
    private @Nullable Path out;

    private final Path home =
            Path.of(System.getProperty("bench.home", ".")).toAbsolutePath().normalize();

    public static void main(String[] args) {
        CommandLine line = new CommandLine(new Bench());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (!(e instanceof BenchException)) {
                throw e;
            }
            command.getErr().println("bench: " + e.getMessage());
            return 1;
        });
        System.exit(line.execute(args));
    }

    @Override
    public Integer call() throws IOException {
        List<Peer> chosen = chosenPeers();
        List<Scenario> rows = chosenScenarios();
        Path folder = Files.createDirectories(home.resolve("client-tests/bench/target/run"));
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try {
            Comparison comparison = new Comparison(loops.next(), home, folder, plan());
            Run run = measure(comparison, rows, chosen);
            Path json = out != null ? out : home.resolve("client-tests/bench/target/bench.json");
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), run);
            spec.commandLine().getOut().println(Markdown.of(run));
            spec.commandLine().getErr().println("bench: the figures are in " + json);
            return 0;
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        }
    }

    private Run measure(Comparison comparison, List<Scenario> chosen, List<Peer> proxies) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Scenario scenario : chosen) {
            say(scenario.title());
            rows.add(comparison.compare(scenario, proxies, Profiler.NONE));
        }
        Map<String, Footprint> footprints = new LinkedHashMap<>();
        if (scenarios.isEmpty() || scenarios.contains(IDLE)) {
            say("idle TLS connections");
            for (Peer peer : proxies) {
                footprints.put(peer.toString(), comparison.footprint(peer));
            }
        }
        return new Run(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                "bin/bench "
                        + String.join(" ", spec.commandLine().getParseResult().originalArgs()),
                Machine.facts(home),
                Machine.versions(home, proxies),
                rows,
                footprints);
    }

    private void say(String scenario) {
        spec.commandLine().getErr().println("bench: " + scenario + " ...");
    }

    private Plan plan() {
        Plan plan = quick ? Plan.QUICK : Plan.FULL;
        plan = repeats == null ? plan : plan.withRepeats(repeats);
        plan = warmUp == null ? plan : plan.withWarmUp(Duration.ofSeconds(warmUp));
        return window == null ? plan : plan.withWindow(Duration.ofSeconds(window));
    }

    private List<Peer> chosenPeers() {
        if (peers.isEmpty()) {
            return quick ? List.of(Peer.HAPROXY, Peer.GATEWAY) : List.of(Peer.values());
        }
        List<Peer> chosen = new ArrayList<>();
        for (Peer peer : Peer.values()) {
            if (peers.contains(peer.toString())) {
                chosen.add(peer);
            }
        }
        refuseUnknown("--peers", peers, chosen.stream().map(Peer::toString).toList());
        return chosen;
    }

    private List<Scenario> chosenScenarios() {
        if (scenarios.isEmpty()) {
            return Scenario.ALL;
        }
        List<Scenario> chosen = Scenario.ALL.stream()
                .filter(scenario -> scenarios.contains(scenario.name()))
                .toList();
        List<String> known = new ArrayList<>(chosen.stream().map(Scenario::name).toList());
        known.add(IDLE);
        refuseUnknown("--scenario", scenarios, known);
        return chosen;
    }

    private void refuseUnknown(String option, List<String> asked, List<String> known) {
        for (String name : asked) {
            if (!known.contains(name)) {
                throw new ParameterException(spec.commandLine(), option + ": " + name + " is none; see --help");
            }
        }
    }
}
