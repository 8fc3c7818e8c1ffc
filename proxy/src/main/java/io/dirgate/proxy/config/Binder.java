package io.dirgate.proxy.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Creates records from YAML nodes. An invalid value becomes a problem and null; the record that contains it is then not
 * created.
 */
final class Binder {
    private final Scalars scalars;
    private final List<String> problems = new ArrayList<>();

    /** @param folder base of relative paths */
    Binder(Path folder) {
        scalars = new Scalars(folder);
    }

    /**
     * Returns null if there were {@link #problems()}.
     *
     * @param root null for an empty text
     */
    <T extends Record> @Nullable T bind(Class<T> type, @Nullable Node root) {
        return type.cast(root == null ? section(type, new LinkedHashMap<>(), "") : section(type, root, ""));
    }

    List<String> problems() {
        return problems;
    }

    private @Nullable Object section(Class<?> type, Node node, String path) {
        Shorthand shorthand = type.getAnnotation(Shorthand.class);
        if (node instanceof MappingNode mapping) {
            return section(type, entries(mapping, path), path);
        }
        if (shorthand != null && node instanceof ScalarNode) {
            return section(type, new LinkedHashMap<>(Map.of(shorthand.value(), node)), path);
        }
        return problem(path, "must be a section with the keys " + String.join(", ", Keys.of(type)));
    }

    private Map<String, Node> entries(MappingNode mapping, String path) {
        Map<String, Node> entries = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "(not a text)";
            if (entries.put(key, entry.getValueNode()) != null) {
                problem(under(path, key), "is given twice");
            }
        }
        return entries;
    }

    private @Nullable Object section(Class<?> type, Map<String, Node> given, String path) {
        int before = problems.size();
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            Map<String, Node> inlined = takeInlined(components[i], given);
            values[i] = inlined.isEmpty()
                    ? setting(components[i], given.remove(components[i].getName()), path)
                    : Arrays.asList(section(Keys.elementType(components[i]), inlined, path));
        }
        given.keySet().forEach(key -> problem(under(path, key), Keys.unknown(key, type)));
        return problems.size() > before ? null : construct(type, components, values, path);
    }

    private @Nullable Object construct(
            Class<?> type, RecordComponent[] components, @Nullable Object[] values, String path) {
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Contradictions.Found found) {
                found.problems().forEach((key, says) -> problem(under(path, key), says));
                return null;
            }
            throw new IllegalStateException(type + " does not take what its settings allow", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable Object setting(RecordComponent component, @Nullable Node given, String parent) {
        String path = under(parent, component.getName());
        if (given != null && !isEmpty(given)) {
            return Keys.isNullable(component) && isOff(given) ? null : value(component, given, path);
        }
        Node byDefault = ConfigLoader.compose(Keys.byDefault(component));
        if (byDefault != null) {
            return value(component, byDefault, path);
        }
        return Keys.isNullable(component) ? null : problem(path, "is missing");
    }

    private @Nullable Object value(RecordComponent component, Node node, String path) {
        Setting setting = component.getAnnotation(Setting.class);
        if (component.getType() != List.class) {
            return value(setting, component.getType(), node, path);
        }
        if (setting.orOne() && node instanceof ScalarNode) {
            return Arrays.asList(value(setting, Keys.elementType(component), node, path));
        }
        if (!(node instanceof SequenceNode sequence)) {
            return problem(
                    path, node instanceof ScalarNode text ? oneText(text) : "must be a list, each entry after \"- \"");
        }
        if (sequence.getValue().isEmpty()) {
            return problem(path, "is an empty list; it needs at least one entry");
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            values.add(value(setting, Keys.elementType(component), element, path + "[" + values.size() + "]"));
        }
        return values;
    }

    private static String oneText(ScalarNode text) {
        String entries = String.join(", ", text.getValue().strip().split("[\\s,;]+", -1));
        return "%s is one text and not a list; write [%s]".formatted(Scalars.quoted(text.getValue()), entries);
    }

    private @Nullable Object value(Setting setting, Class<?> type, Node node, String path) {
        if (!scalars.know(type)) {
            return section(type, node, path);
        }
        if (!(node instanceof ScalarNode scalar)) {
            return problem(path, "must be one value, not a " + (node instanceof SequenceNode ? "list" : "section"));
        }
        try {
            return scalars.parse(type, setting, scalar.getValue());
        } catch (IllegalArgumentException e) {
            return problem(path, String.valueOf(e.getMessage()));
        }
    }

    /** Removes from {@code given} the keys of the only element of a list that was written without the list. */
    private static Map<String, Node> takeInlined(RecordComponent component, Map<String, Node> given) {
        Map<String, Node> taken = new LinkedHashMap<>();
        if (component.getAnnotation(Setting.class).inline() && !given.containsKey(component.getName())) {
            for (String key : Keys.of(Keys.elementType(component))) {
                if (given.containsKey(key)) {
                    taken.put(key, given.remove(key));
                }
            }
        }
        return taken;
    }

    /** True if there is no value after the colon, for example if all keys of a section are commented out. */
    private static boolean isEmpty(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getValue().isEmpty();
    }

    private static boolean isOff(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && List.of("off", "null", "~").contains(scalar.getValue());
    }

    private static String under(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private @Nullable Object problem(String path, String says) {
        problems.add(path.isEmpty() ? says : path + ": " + says);
        return null;
    }
}
