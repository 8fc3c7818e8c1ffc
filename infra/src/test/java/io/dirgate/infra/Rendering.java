package io.dirgate.infra;

import static io.dirgate.infra.Template.list;
import static io.dirgate.infra.Template.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A template with its parameters filled in: conditions decided, references and texts put together. Another resource's name or
 * attribute stays as {@code <Name>} or {@code <Name.Attribute>}.
 */
final class Rendering {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(!?)([A-Za-z0-9:.]+)}");
    private static final Map<String, String> PSEUDO = Map.of(
            "AWS::Region", "eu-central-1",
            "AWS::AccountId", "123456789012",
            "AWS::Partition", "aws",
            "AWS::StackName", "ldap");

    /** In place of a value that is not there. */
    private static final Object NO_VALUE = new Object();

    private final Template template;
    private final Map<String, String> parameters;

    Rendering(Template template, Map<String, String> parameters) {
        this.template = template;
        this.parameters = parameters;
    }

    /** The resources that are made, with their properties. */
    Map<String, Map<String, Object>> resources() {
        Map<String, Map<String, Object>> made = new LinkedHashMap<>();
        template.section("Resources").forEach((name, resource) -> {
            Object condition = map(resource).get("Condition");
            if (condition == null || holds((String) condition)) {
                made.put(name, map(render(resource)));
            }
        });
        return made;
    }

    Map<String, Object> properties(String resource) {
        return map(Objects.requireNonNull(resources().get(resource), resource).get("Properties"));
    }

    private boolean holds(String condition) {
        return (Boolean)
                render(Objects.requireNonNull(template.section("Conditions").get(condition), condition));
    }

    Object render(@Nullable Object value) {
        if (value instanceof List<?> values) {
            return values.stream()
                    .map(this::render)
                    .filter(each -> each != NO_VALUE)
                    .collect(Collectors.toCollection(ArrayList::new));
        }
        if (!(value instanceof Map<?, ?>)) {
            return Objects.requireNonNull(value);
        }
        Map<String, Object> object = map(value);
        String function = object.keySet().iterator().next();
        if (object.size() == 1 && (function.startsWith("Fn::") || function.equals("Ref"))) {
            return call(function, Objects.requireNonNull(object.get(function)));
        }
        if (object.size() == 1 && function.equals("Condition") && object.get(function) instanceof String condition) {
            return holds(condition);
        }
        Map<String, Object> rendered = new LinkedHashMap<>();
        object.forEach((key, each) -> {
            Object part = render(each);
            if (part != NO_VALUE) {
                rendered.put(key, part);
            }
        });
        return rendered;
    }

    private Object call(String function, Object argument) {
        return switch (function) {
            case "Ref" -> reference((String) argument);
            case "Fn::GetAtt" -> "<" + join(".", list(argument)) + ">";
            case "Fn::Base64" -> render(argument);
            case "Fn::If" ->
                render(list(argument).get(holds((String) list(argument).get(0)) ? 1 : 2));
            case "Fn::Equals" ->
                render(list(argument).get(0)).equals(render(list(argument).get(1)));
            case "Fn::Not" -> !(Boolean) render(list(argument).get(0));
            case "Fn::And" -> list(argument).stream().allMatch(each -> (Boolean) render(each));
            case "Fn::Or" -> list(argument).stream().anyMatch(each -> (Boolean) render(each));
            case "Fn::Join" ->
                join((String) list(argument).get(0), list(render(list(argument).get(1))));
            case "Fn::Sub" ->
                argument instanceof String text
                        ? substitute(text, Map.of())
                        : substitute(
                                (String) list(argument).get(0),
                                map(list(argument).get(1)));
            default -> "<" + function + ">";
        };
    }

    private Object reference(String name) {
        if (name.equals("AWS::NoValue")) {
            return NO_VALUE;
        }
        Object parameter = template.section("Parameters").get(name);
        if (parameter == null) {
            return PSEUDO.getOrDefault(name, "<" + name + ">");
        }
        String given = parameters.get(name);
        return given != null
                ? given
                : Objects.requireNonNull(map(parameter).get("Default"), () -> "no value for " + name)
                        .toString();
    }

    private String substitute(String text, Map<String, Object> variables) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            String name = found.group(2);
            String value = found.group(1).isEmpty()
                    ? variables.containsKey(name)
                            ? render(variables.get(name)).toString()
                            : name.contains(".")
                                    ? "<" + name + ">"
                                    : reference(name).toString()
                    : "${" + name + "}";
            return Matcher.quoteReplacement(value);
        });
    }

    private static String join(String separator, List<Object> parts) {
        return parts.stream().map(Object::toString).collect(Collectors.joining(separator));
    }
}
