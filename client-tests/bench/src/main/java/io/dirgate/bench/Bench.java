package io.dirgate.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.dirgate.bench.micro.Micro;
import io.dirgate.bench.peer.Peer;
import io.dirgate.bench.profile.Stacks;
import io.dirgate.bench.report.Footprint;
import io.dirgate.bench.report.Markdown;
import io.dirgate.bench.report.Readme;
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
                    + " session-rsa session-tls-both large-entry many-entries idle.")
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
            names = "--profile",
            description =
                    "In place of the comparison: where the gateway's CPU time goes in each scenario, as tables and flame graphs.")
    private boolean profile;

    @Option(
            names = "--growth",
            description = "In place of the comparison: how cost grows with connections, entries and servers.")
    private boolean growth;

    @Option(
            names = "--micro",
            description = "In place of the comparison: the hot paths alone, time and allocation, by JMH.")
    private boolean micro;

    @Option(
            names = "--readme",
            paramLabel = "FILE",
            description = "Measures nothing: rewrites the README's performance chapter from a run's JSON.")
    private @Nullable Path readme;

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
        if (readme != null) {
            Readme.rewrite(home.resolve("README.md"), readme);
        } else if (micro) {
            print(Micro.run(quick));
        } else {
            List<Peer> proxies = chosenPeers();
            List<Scenario> chosen = chosenScenarios();
            MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
            try {
                measure(
                        new Testbed(loops.next(), home, Files.createDirectories(target().resolve("run"))),
                        chosen,
                        proxies);
            } finally {
                loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
            }
        }
        return 0;
    }

    private void measure(Testbed testbed, List<Scenario> chosen, List<Peer> proxies) throws IOException {
        Comparison comparison = new Comparison(testbed, plan());
        if (growth) {
            new Growth(testbed, plan()).measure(this::print);
        } else if (profile) {
            profile(comparison, chosen);
        } else {
            Run run = compare(comparison, chosen, proxies);
            Path json = out != null ? out : target().resolve("bench.json");
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), run);
            print(Markdown.of(run));
            say("the figures are in " + json);
        }
    }

    private Path target() {
        return home.resolve("client-tests/bench/target");
    }

    private void print(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }

    private void say(String progress) {
        spec.commandLine().getErr().println("bench: " + progress);
    }

    private void profile(Comparison comparison, List<Scenario> chosen) throws IOException {
        Path graphs = Files.createDirectories(target().resolve("profiles"));
        for (Scenario scenario : chosen) {
            Stacks stacks = comparison.profile(scenario, graphs);
            print("## " + scenario.title() + "\n\n" + stacks.table());
        }
        say("flame graphs are in " + graphs);
    }

    private Run compare(Comparison comparison, List<Scenario> chosen, List<Peer> proxies) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Scenario scenario : chosen) {
            Row row = comparison.compare(scenario, proxies);
            rows.add(row);
            say(scenario.name() + "\n" + Markdown.lines(row).stripTrailing());
        }
        Map<String, Footprint> footprints = new LinkedHashMap<>();
        if (scenarios.isEmpty() || scenarios.contains(IDLE)) {
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
