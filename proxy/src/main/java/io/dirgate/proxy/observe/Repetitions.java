package io.dirgate.proxy.observe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which log lines of a kind are written in full, and counts the others. A peer can cause a line at any rate:
 * the first few lines of each source are written, the others are counted until {@link #drain}. Memory is bounded.
 * Thread-safe.
 *
 * @param <K> lines with equal keys are of the same kind
 */
final class Repetitions<K> {
    /** Lines per kind and source that are written in full. */
    static final int IN_FULL = 3;

    /** Sources per kind that have lines written in full. */
    static final int SOURCES_IN_FULL = 10;

    /** Sources per kind that are counted separately. */
    static final int SOURCES_COUNTED = 20;

    private static final int MAX_KINDS = 500;

    /** @param source empty for the lines that were not counted separately */
    record Summary<K>(K kind, String source, long lines) {}

    private static final class Source {
        private long written;
        private long counted;
    }

    private final Map<K, Map<String, Source>> kinds = new LinkedHashMap<>();
    private long withoutKind;

    /** @return true if the line must be written */
    synchronized boolean admit(K kind, String source) {
        Map<String, Source> sources = kinds.get(kind);
        if (sources == null) {
            if (kinds.size() >= MAX_KINDS) {
                withoutKind++;
                return false;
            }
            sources = new LinkedHashMap<>();
            kinds.put(kind, sources);
        }
        String counted = sources.containsKey(source) || sources.size() < SOURCES_COUNTED ? source : "";
        Source of = sources.computeIfAbsent(counted, key -> new Source());
        if (of.written < IN_FULL && sources.size() <= SOURCES_IN_FULL) {
            of.written++;
            return true;
        }
        of.counted++;
        return false;
    }

    /** Returns and clears all counts. Lines of kinds beyond the limit are counted in {@link #drainWithoutKind} only. */
    synchronized List<Summary<K>> drain() {
        List<Summary<K>> summaries = new ArrayList<>();
        kinds.forEach((kind, sources) -> sources.forEach((source, of) -> {
            if (of.counted > 0) {
                summaries.add(new Summary<>(kind, source, of.counted));
            }
        }));
        kinds.clear();
        return summaries;
    }

    synchronized long drainWithoutKind() {
        long lines = withoutKind;
        withoutKind = 0;
        return lines;
    }
}
