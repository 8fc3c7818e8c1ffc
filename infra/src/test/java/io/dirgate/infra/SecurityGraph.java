package io.dirgate.infra;

import static io.dirgate.infra.Template.list;
import static io.dirgate.infra.Template.map;
import static io.dirgate.infra.Template.text;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who may open connections to whom, one line a rule: {@code SOURCE -> TARGET PORT}. */
final class SecurityGraph {
    private SecurityGraph() {}

    static Set<String> of(Map<String, Map<String, Object>> resources) {
        Set<String> edges = new TreeSet<>();
        resources.forEach((name, resource) -> {
            Map<String, Object> properties = map(resource.get("Properties"));
            switch (text(resource.get("Type"))) {
                case "AWS::EC2::SecurityGroup" -> {
                    list(properties.getOrDefault("SecurityGroupIngress", List.of()))
                            .forEach(rule -> edges.add(edge(source(map(rule)), name, map(rule))));
                    list(properties.getOrDefault("SecurityGroupEgress", List.of())).stream()
                            .filter(rule -> !"icmp".equals(map(rule).get("IpProtocol")))
                            .forEach(rule -> edges.add(edge(name, source(map(rule)), map(rule))));
                }
                case "AWS::EC2::SecurityGroupIngress" ->
                    edges.add(edge(source(properties), group(properties.get("GroupId")), properties));
                case "AWS::EC2::SecurityGroupEgress" ->
                    edges.add(edge(group(properties.get("GroupId")), source(properties), properties));
                default -> {}
            }
        });
        return edges;
    }

    private static String edge(String from, String to, Map<String, Object> rule) {
        Object first = rule.get("FromPort");
        Object last = rule.get("ToPort");
        return from + " -> " + to + " " + (Objects.equals(first, last) ? first : first + "-" + last);
    }

    /** The other end, whichever way the rule looks. */
    private static String source(Map<String, Object> rule) {
        return group(Stream.of("CidrIp", "SourceSecurityGroupId", "DestinationSecurityGroupId", "SourcePrefixListId")
                .map(rule::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow());
    }

    private static String group(@Nullable Object id) {
        return text(id).replaceAll("^<(.*?)([.]GroupId)?>$", "$1");
    }
}
