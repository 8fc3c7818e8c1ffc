package io.dirgate.bench.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Sampled stacks, outermost frame first, each with the number of samples that found it. */
public final class Stacks {
    private static final int ROWS = 25;

    private final List<Sample> samples;

    private Stacks(List<Sample> samples) {
        this.samples = samples;
    }

    private record Sample(List<String> frames, long count) {}

    /** Reads lines of {@code frame;frame;frame count}. */
    static Stacks read(Path collapsed) throws IOException {
        return new Stacks(
                Files.readAllLines(collapsed).stream().map(Stacks::sample).toList());
    }

    private static Sample sample(String line) {
        int space = line.lastIndexOf(' ');
        return new Sample(
                Arrays.asList(line.substring(0, space).split(";")), Long.parseLong(line.substring(space + 1)));
    }

    /**
     * Shares by part of the program; then, leaving out the JVM's compiler, which ends its work some time, by the frame that ran
     * and by the gateway's methods with all they call.
     */
    public String table() {
        Map<String, Long> parts = new TreeMap<>();
        Map<String, Long> self = new TreeMap<>();
        Map<String, Long> within = new TreeMap<>();
        long ofProgram = 0;
        for (Sample sample : samples) {
            List<String> frames = sample.frames();
            Part part = Part.of(frames);
            parts.merge(part.title(), sample.count(), Long::sum);
            if (part == Part.COMPILER) {
                continue;
            }
            ofProgram += sample.count();
            self.merge(frames.get(frames.size() - 1), sample.count(), Long::sum);
            new HashSet<>(frames)
                    .stream()
                            .filter(frame -> frame.startsWith("io/dirgate/"))
                            .forEach(frame -> within.merge(frame, sample.count(), Long::sum));
        }
        long all = samples.stream().mapToLong(Sample::count).sum();
        return all + " samples\n\n" + rows("part", parts, all)
                + rows("running frame, without the compiler", self, ofProgram)
                + rows("gateway's method, with what it calls, without the compiler", within, ofProgram);
    }

    private static String rows(String title, Map<String, Long> counts, long all) {
        StringBuilder text = new StringBuilder("| share | " + title + " |\n| --- | --- |\n");
        Consumer<Map.Entry<String, Long>> row = entry -> text.append(
                String.format(Locale.ROOT, "| %4.1f %% | `%s` |%n", 100.0 * entry.getValue() / all, entry.getKey()));
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(ROWS)
                .collect(Collectors.toList())
                .forEach(row);
        return text.append('\n').toString();
    }
}
