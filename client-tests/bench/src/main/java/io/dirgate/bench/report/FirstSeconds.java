package io.dirgate.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** How proxies get into their stride: a plot, and its figures. */
final class FirstSeconds {
    private static final String GATEWAY = "gateway";

    private FirstSeconds() {}

    /** A diagram in Mermaid's words, with its legend; empty unless HAProxy and the gateway were both measured. */
    static String plot(Map<String, List<Slice>> starts) {
        List<Slice> basis = starts.get(Markdown.BASIS);
        List<Slice> gateway = starts.get(GATEWAY);
        if (basis == null || gateway == null) {
            return "";
        }
        return "\nThe first seconds after a start, sessions with a full handshake (ECDSA P-256) a second: the gateway's line, HAProxy's bars.\n"
                + "\n```mermaid\nxychart-beta\n"
                + "  x-axis \"seconds since the first client\" " + list(gateway, Slice::seconds, "%.1f") + "\n"
                + "  y-axis \"sessions/s\" 0 --> " + ceiling(basis, gateway) + "\n"
                + "  bar " + list(basis, Slice::perSecond, "%.0f") + "\n"
                + "  line " + list(gateway, Slice::perSecond, "%.0f") + "\n```\n";
    }

    static String table(Map<String, List<Slice>> starts) {
        if (starts.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("""

                | seconds since the first client | proxy | sessions/s | CPU µs/session | p99 of a session, ms |
                | --- | --- | --- | --- | --- |
                """);
        int slices = Objects.requireNonNull(starts.values().iterator().next()).size();
        for (int i = 0; i < slices; i++) {
            int at = i;
            starts.forEach((peer, start) -> text.append(line(peer, start.get(at))));
        }
        return text.toString();
    }

    private static String line(String peer, Slice slice) {
        return String.format(
                Locale.ROOT,
                "| %.1f | %s | %,.0f | %,.0f | %.1f |%n",
                slice.seconds(),
                peer,
                slice.perSecond(),
                slice.cpuMicros(),
                slice.p99Micros() / 1_000);
    }

    private static String list(List<Slice> slices, ToDoubleFunction<Slice> value, String format) {
        return slices.stream()
                .map(slice -> String.format(Locale.ROOT, format, value.applyAsDouble(slice)))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static long ceiling(List<Slice> basis, List<Slice> gateway) {
        double most = Math.max(most(basis), most(gateway));
        return (long) Math.ceil(most / 500) * 500;
    }

    private static double most(List<Slice> slices) {
        return slices.stream().mapToDouble(Slice::perSecond).max().orElse(0);
    }
}
