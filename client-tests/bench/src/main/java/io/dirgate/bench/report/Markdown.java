package io.dirgate.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** A run as tables. */
public final class Markdown {
    static final String BASIS = "haproxy";
    private static final double MEBIBYTE = 1024 * 1024;

    private Markdown() {}

    public static String of(Run run) {
        StringBuilder text = new StringBuilder();
        if (!run.rows().isEmpty()) {
            text.append("| scenario | proxy | CPU µs/op | ratio to HAProxy | ops/s | proxy core | memory MB |\n");
            text.append("| --- | --- | --- | --- | --- | --- | --- |\n");
            run.rows().forEach(row -> row.turns().forEach((peer, turns) -> text.append(line(row, peer, turns))));
            text.append(latencies(run));
        }
        return text.append(footprints(run.footprints()))
                .append(FirstSeconds.table(run.starts()))
                .toString();
    }

    /** One scenario's lines of the table. */
    public static String lines(Row row) {
        StringBuilder text = new StringBuilder();
        row.turns().forEach((peer, turns) -> text.append(line(row, peer, turns)));
        return text.toString();
    }

    private static String line(Row row, String peer, List<Turn> turns) {
        return table(List.of(
                row.title(),
                peer,
                number(Spread.of(turns, Turn::cpuMicros).median()),
                ratio(row, peer),
                String.format(
                        Locale.ROOT, "%,.0f", Spread.of(turns, Turn::perSecond).median()),
                percent(Spread.of(turns, Turn::proxyCpu).median()),
                String.format(
                        Locale.ROOT, "%.0f", Spread.of(turns, Turn::memoryBytes).median() / MEBIBYTE)));
    }

    static String ratio(Row row, String peer) {
        List<Turn> basis = row.turns().get(BASIS);
        if (basis == null) {
            return "–";
        }
        List<Turn> turns = Objects.requireNonNull(row.turns().get(peer));
        return peer.equals(BASIS)
                ? "1.00"
                : Spread.ofRatios(turns, basis, Turn::cpuMicros).asRatio();
    }

    static String latencies(Run run) {
        StringBuilder text = new StringBuilder();
        for (Row row : run.rows()) {
            if (!row.open()) {
                continue;
            }
            text.append("\nLatency, ").append(row.title()).append(", in µs from when each request was due:\n\n");
            text.append(
                    "| proxy | p50 | p90 | p99 | p99.9 | p99, ratio to HAProxy |\n| --- | --- | --- | --- | --- | --- |\n");
            List<Turn> basis = row.turns().get(BASIS);
            row.turns()
                    .forEach((peer, turns) -> text.append(table(List.of(
                            peer,
                            whole(Spread.of(turns, Turn::p50Micros).median()),
                            whole(Spread.of(turns, Turn::p90Micros).median()),
                            whole(Spread.of(turns, Turn::p99Micros).median()),
                            whole(Spread.of(turns, Turn::p999Micros).median()),
                            basis == null
                                    ? "–"
                                    : Spread.ofRatios(turns, basis, Turn::p99Micros)
                                            .asRatio()))));
        }
        return text.toString();
    }

    static String footprints(Map<String, Footprint> footprints) {
        if (footprints.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(
                "\n| proxy | empty process, MB | idle TLS connections | KB each beyond the empty process"
                        + " | KB for one more |\n| --- | --- | --- | --- | --- |\n");
        footprints.forEach((peer, footprint) -> text.append(table(List.of(
                peer,
                whole(footprint.emptyBytes() / MEBIBYTE),
                String.format(Locale.ROOT, "%,d", footprint.connections()),
                number(footprint.bytesPerConnection() / 1024),
                number(footprint.bytesPerFurtherConnection() / 1024)))));
        return text.toString();
    }

    private static String table(List<String> cells) {
        return "| " + String.join(" | ", new ArrayList<>(cells)) + " |\n";
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }
}
