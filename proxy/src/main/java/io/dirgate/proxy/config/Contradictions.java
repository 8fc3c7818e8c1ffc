package io.dirgate.proxy.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** Collects conflicts between settings that are valid individually. A record's constructor throws them together. */
final class Contradictions {
    private final Map<String, String> found = new LinkedHashMap<>();

    void when(boolean wrong, String key, String says) {
        if (wrong) {
            found.putIfAbsent(key, says);
        }
    }

    /** @param taken listening addresses so far, by path; this address is added */
    void collision(String key, Endpoint address, Map<String, Endpoint> taken) {
        taken.forEach((path, other) -> when(
                address.collidesWith(other),
                key,
                address.equals(other)
                        ? "%s is the address of %s as well".formatted(address, path.replace(".address", ""))
                        : "%s and %s, the address of %s, cannot both be listened on; give each a port of its own"
                                .formatted(address, other, path.replace(".address", ""))));
        taken.put(key, address);
    }

    void raise() {
        if (!found.isEmpty()) {
            throw new Found(found);
        }
    }

    /** The conflicts, by key relative to the record. */
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
