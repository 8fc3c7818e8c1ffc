package io.dirgate.proxy.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** Gathers what settings, each right by itself, get wrong together; thrown at once from a record's constructor. */
final class Contradictions {
    private final Map<String, String> found = new LinkedHashMap<>();

    void when(boolean wrong, String key, String says) {
        if (wrong) {
            found.putIfAbsent(key, says);
        }
    }

    void raise() {
        if (!found.isEmpty()) {
            throw new Found(found);
        }
    }

    /** What is wrong, by key relative to the record. */
    static final class Found extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final transient Map<String, String> problems;

        Found(Map<String, String> problems) {
            super(problems.toString());
            this.problems = problems;
        }

        Map<String, String> problems() {
            return problems;
        }
    }
}
