package io.dirgate.proxy.observe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which log lines of a kind are written in full, and how many were not. A peer can cause a line as often as it likes: the first few of
 * each source are written, the others are counted until {@link #drain}. Memory is bounded whatever peers do. Any thread.
 *
 * @param <K> what makes lines alike
 */
final class Repetitions<K> {
    /** Of one kind and source. */
    static final int IN_FULL = 3;

    /** Sources of one kind that have lines in full. */
    static final int SOURCES_IN_FULL = 10;

    /** Sources of one kind that are counted apart from the others. */
    static final int SOURCES_COUNTED = 20;

    private static final int MAX_KINDS = 500;

    /** @param source empty for all that were not counted apart */
    record Summary<K>(K kind, String source, long lines) {}

    private static final class Source {
        private long written;
        private long counted;
    }

    private final Map<K, Map<String, Source>> kinds = new LinkedHashMap<>();
    private long withoutKind;

    /** @return true if the line is to be written */
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

    /** Forgets all. The lines of kinds that were too many to tell apart are only in {@link #drainWithoutKind}. */
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
