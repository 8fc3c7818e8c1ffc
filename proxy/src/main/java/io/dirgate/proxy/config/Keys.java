package io.dirgate.proxy.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Information about a section's keys, from its record. */
final class Keys {
    private Keys() {}

    /** All keys that the section may contain. */
    static List<String> of(Class<?> section) {
        List<String> keys = new ArrayList<>();
        for (RecordComponent component : section.getRecordComponents()) {
            keys.add(component.getName());
            if (component.getAnnotation(Setting.class).inline()) {
                keys.addAll(of(elementType(component)));
            }
        }
        return keys;
    }

    static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** The element type of a list. */
    static Class<?> elementType(RecordComponent list) {
        return (Class<?>) ((ParameterizedType) list.getGenericType()).getActualTypeArguments()[0];
    }

    static boolean isSection(Class<?> type) {
        return type.isRecord() && type != Endpoint.class;
    }

    /** The default in YAML; empty if there is none: the key is then required or null. */
    static String byDefault(RecordComponent component) {
        boolean section = isSection(component.getType()) && !isNullable(component);
        return section ? "{}" : component.getAnnotation(Setting.class).byDefault();
    }

    static String unknown(String key, Class<?> section) {
        String nearest = of(section).stream()
                .min(Comparator.comparingInt(known -> distance(key, known)))
                .orElseThrow();
        return distance(key, nearest) <= Math.max(1, nearest.length() / 3)
                ? "is not a key; did you mean " + nearest + "?"
                : "is not a key; there are " + String.join(", ", of(section));
    }

    /** Number of insertions, deletions and replacements between two words (Levenshtein), ignoring case. */
    private static int distance(String from, String to) {
        if (Math.abs(from.length() - to.length()) > to.length()) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                boolean same = Character.toLowerCase(from.charAt(i - 1)) == Character.toLowerCase(to.charAt(j - 1));
                int replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
