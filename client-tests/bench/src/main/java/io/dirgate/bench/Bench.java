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
import io.dirgate.bench.report.Slice;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SelectStrategy;
import io.netty.channel.SelectStrategyFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bin/bench}: what an operation costs the gateway, and what it costs others. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        version = "a part of Dirgate: see bin/dirgate --version",
        description = {
            "Takes scenarios through the gateway and through other TLS terminators, in turns, on a core that is theirs alone,"
                    + " and prints what an operation costs each. Keep the machine free of other work."
                    + " An answer that is wrong or missing ends the run with exit code 1."
        })
final class Bench implements Callable<Integer> {
    /** Never sleeps: to wake a core that sleeps is work, of the proxy's, which clients on machines of their own would not make. */
    private static final SelectStrategyFactory POLLING =
            () -> (ready, hasTasks) -> hasTasks ? ready.get() : SelectStrategy.BUSY_WAIT;

    /** Where a real directory server needs the core as well. */
    private static final SelectStrategyFactory WAITING = DefaultSelectStrategyFactory.INSTANCE;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Selection selection = new Selection();

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
            names = "--churn",
            description =
                    "In place of the comparison: sessions on a real Samba domain controller, and what they cost it."
                            + " Takes root.")
    private boolean churn;

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
        CommandLine line = new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (!(e instanceof BenchException || e instanceof IOException)) {
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
            print(Micro.run(selection.isQuick()));
        } else if (!Epoll.isAvailable()) {
            throw new BenchException(
                    "epoll does not load, and /proc is read: this needs Linux (" + Epoll.unavailabilityCause() + ")");
        } else {
            List<Peer> proxies = selection.peers();
            List<Scenario> chosen = selection.scenarios();
            MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                    1, EpollIoHandler.newFactory(0, churn || selection.isSlapd() ? WAITING : POLLING));
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
        Comparison comparison = new Comparison(testbed, selection.plan(), selection.isSlapd());
        if (growth) {
            new Growth(testbed, selection.plan()).measure(this::print);
        } else if (churn) {
            new Churn(testbed, selection.plan()).measure(this::print);
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
        if (selection.isMemoryMeasured()) {
            for (Peer peer : proxies) {
                footprints.put(peer.toString(), comparison.footprint(peer));
            }
        }
        Map<String, List<Slice>> starts = new LinkedHashMap<>();
        if (selection.isStartMeasured()) {
            for (Peer peer : proxies) {
                starts.put(peer.toString(), comparison.start(peer));
            }
        }
        return new Run(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                command(),
                Machine.facts(home),
                Machine.versions(home, proxies),
                rows,
                footprints,
                starts);
    }

    /** What repeats the run, wherever its figures were left. */
    private String command() {
        List<String> arguments =
                new ArrayList<>(spec.commandLine().getParseResult().originalArgs());
        int where = arguments.indexOf("--out");
        if (where >= 0) {
            arguments.subList(where, where + 2).clear();
        }
        arguments.removeIf(argument -> argument.startsWith("--out="));
        return ("bin/bench " + String.join(" ", arguments)).strip();
    }
}
