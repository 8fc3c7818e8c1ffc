package io.dirgate.bench;

import io.dirgate.bench.peer.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what is measured, and how long. */
final class Selection {
    /** Not a scenario with turns: memory is measured once. */
    private static final String IDLE = "idle";

    /** Nor is this: a start happens once. */
    private static final String START = "start";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    @Option(names = "--quick", description = "Three minutes, HAProxy and the gateway only: for a first impression.")
    private boolean quick;

    @Option(
            names = "--scenario",
            arity = "1..*",
            paramLabel = "NAME",
            description =
                    "Only these; all are: search pipelined open-loop bind session-ecdsa session-ecdsa-resumed"
                            + " session-rsa session-tls-both large-entry many-entries flood-connect flood-hello flood-handshake idle start.")
    private List<String> scenarios = List.of();

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Only these, of haproxy,nginx,stunnel,forwarder,gateway. The forwarder is Netty and BoringSSL that"
                            + " pass bytes on unread, and is left out unless it is named.")
    private List<String> peers = List.of();

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "Turns of each proxy in each scenario. Default: 5, quick 3.")
    private @Nullable Integer repeats;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "Of a JVM; with --churn five times as long, of HAProxy too. Default: 30, quick 5.")
    private @Nullable Integer warmUp;

    @Option(names = "--window", paramLabel = "SECONDS", description = "Measured in a turn. Default: 4, quick 1.")
    private @Nullable Integer window;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "The directory server: canned, which has every answer ready, or slapd. Default: canned.")
    private Directory backend = Directory.CANNED;

    private enum Directory {
        CANNED,
        SLAPD
    }

    boolean isSlapd() {
        return backend == Directory.SLAPD;
    }

    boolean isQuick() {
        return quick;
    }

    boolean isMemoryMeasured() {
        return scenarios.isEmpty() || scenarios.contains(IDLE);
    }

    boolean isStartMeasured() {
        return scenarios.isEmpty() ? !quick : scenarios.contains(START);
    }

    Plan plan() {
        Plan plan = quick ? Plan.QUICK : Plan.FULL;
        plan = repeats == null ? plan : plan.withRepeats(repeats);
        plan = warmUp == null ? plan : plan.withWarmUp(Duration.ofSeconds(warmUp));
        return window == null ? plan : plan.withWindow(Duration.ofSeconds(window));
    }

    List<Peer> peers() {
        if (peers.isEmpty()) {
            return quick
                    ? List.of(Peer.HAPROXY, Peer.GATEWAY)
                    : List.of(Peer.HAPROXY, Peer.NGINX, Peer.STUNNEL, Peer.GATEWAY);
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

    List<Scenario> scenarios() {
        if (scenarios.isEmpty()) {
            return Scenario.ALL;
        }
        List<Scenario> chosen = Scenario.ALL.stream()
                .filter(scenario -> scenarios.contains(scenario.name()))
                .toList();
        List<String> known = new ArrayList<>(chosen.stream().map(Scenario::name).toList());
        known.add(IDLE);
        known.add(START);
        refuseUnknown("--scenario", scenarios, known);
        return chosen;
    }

    private void refuseUnknown(String option, List<String> asked, List<String> known) {
        for (String name : asked) {
            if (!known.contains(name)) {
                throw new ParameterException(mixee.commandLine(), option + ": " + name + " is none; see --help");
            }
        }
    }
}
