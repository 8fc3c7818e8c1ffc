package io.dirgate.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The README's performance chapter, made from a run's JSON. */
public final class Readme {
    private static final String BEGIN = "<!-- performance: made by bin/bench --readme FILE -->";
    private static final String END = "<!-- performance: end -->";

    private Readme() {}

    /** Puts the run in place of what stands between the two comments. */
    public static void rewrite(Path readme, Path json) throws IOException {
        String text = Files.readString(readme);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(readme + " has no lines \"" + BEGIN + "\" and \"" + END + "\" to write between");
        }
        Run run = new ObjectMapper().readValue(json.toFile(), Run.class);
        Files.writeString(
                readme, text.substring(0, begin + BEGIN.length()) + "\n\n" + chapter(run) + "\n" + text.substring(end));
    }

    static String chapter(Run run) {
        List<String> peers = List.copyOf(run.versions().keySet());
        StringBuilder text = new StringBuilder();
        text.append(
                        "CPU time an operation, of the whole process, in microseconds, and as a ratio to HAProxy in the same run (median and,")
                .append(" in\nparentheses, the least and most of the turns). Lower is better.\n\n");
        text.append("| scenario | ").append(String.join(" | ", peers)).append(" |\n");
        text.append("| --- |").append(" --- |".repeat(peers.size())).append('\n');
        run.rows().forEach(row -> text.append(line(row, peers)));
        text.append(Markdown.latencies(run))
                .append(Markdown.footprints(run.footprints()))
                .append(FirstSeconds.plot(run.starts()));
        return text.append(circumstances(run)).toString();
    }

    private static String line(Row row, List<String> peers) {
        return "| " + row.title() + " | "
                + peers.stream().map(peer -> cell(row, peer)).collect(Collectors.joining(" | ")) + " |\n";
    }

    private static String cell(Row row, String peer) {
        List<Turn> turns = row.turns().get(peer);
        if (turns == null) {
            return "–";
        }
        String micros = Markdown.number(Spread.of(turns, Turn::cpuMicros).median());
        return peer.equals(Markdown.BASIS) ? micros : micros + ": " + Markdown.ratio(row, peer);
    }

    private static String circumstances(Run run) {
        Map<String, String> machine = run.machine();
        String cores = String.format(
                Locale.ROOT,
                "%s cores of %s, %s of memory, Linux %s, %s",
                machine.get("cores"),
                machine.get("processor"),
                machine.get("memory"),
                machine.get("kernel"),
                machine.get("java"));
        return "\nMeasured " + run.when() + " at revision `" + machine.get("revision") + "` on " + cores
                + ", one core for the proxy, by\n"
                + "`" + run.command() + "`, against "
                + String.join("; ", run.versions().values()) + ".\n"
                + "[client-tests/bench/NOTES.md](client-tests/bench/NOTES.md) says what is measured, and what was tried.\n";
    }
}
