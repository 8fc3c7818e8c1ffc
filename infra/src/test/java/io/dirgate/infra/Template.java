package io.dirgate.infra;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A CloudFormation template, its short functions ({@code !Ref x}) in their long form ({@code {Ref: x}}). */
record Template(String name, Map<String, Object> root) {
    static final Path FOLDER = Path.of("cloudformation");

    static Stream<Template> all() {
        return Stream.of("gateway", "directory", "network", "msad-ca-rules", "fargate")
                .map(Template::named);
    }

    static Template named(String name) {
        try (Reader text = Files.newBufferedReader(file(name))) {
            return new Template(name, map(new Yaml(new Tags()).load(text)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Path file(String name) {
        return FOLDER.resolve(name + ".yaml");
    }

    Map<String, Object> section(String section) {
        return map(root.getOrDefault(section, Map.of()));
    }

    Map<String, Object> properties(String resource) {
        return map(map(Objects.requireNonNull(section("Resources").get(resource), resource))
                .get("Properties"));
    }

    /** As JSON, without the resources of some types and the outputs that read them. */
    String without(String... types) {
        Map<String, Object> resources = new LinkedHashMap<>(section("Resources"));
        resources.values().removeIf(resource -> List.of(types)
                .contains(map(resource).get("Type")));
        Map<String, Object> outputs = new LinkedHashMap<>(section("Outputs"));
        section("Resources").keySet().stream()
                .filter(name -> !resources.containsKey(name))
                .forEach(name ->
                        outputs.values().removeIf(output -> output.toString().contains(name)));
        Map<String, Object> rest = new LinkedHashMap<>(root);
        rest.put("Resources", resources);
        rest.put("Outputs", outputs);
        return new Gson().toJson(rest);
    }

    @Override
    public String toString() {
        return name;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    static String text(@Nullable Object value) {
        return Objects.requireNonNull(value).toString();
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(@Nullable Object value) {
        return (List<Object>) Objects.requireNonNull(value);
    }

    /** Aliases are refused: CloudFormation's YAML has none. */
    private static final class Tags extends SafeConstructor {
        Tags() {
            super(options());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    String tag = node.getTag().getValue().substring(1);
                    String function = tag.equals("Ref") || tag.equals("Condition") ? tag : "Fn::" + tag;
                    Object argument = node instanceof ScalarNode scalar
                            ? scalar.getValue()
                            : node instanceof SequenceNode sequence
                                    ? constructSequence(sequence)
                                    : constructMapping((MappingNode) node);
                    Map<String, Object> call = new LinkedHashMap<>();
                    // Only the short form may be written with a dot.
                    call.put(
                            function,
                            tag.equals("GetAtt") && argument instanceof String text
                                    ? List.of(text.split("[.]", 2))
                                    : argument);
                    return call;
                }
            });
        }

        private static LoaderOptions options() {
            LoaderOptions options = new LoaderOptions();
            options.setMaxAliasesForCollections(0);
            options.setAllowDuplicateKeys(false);
            return options;
        }
    }
}
